using System.Globalization;
using System.Runtime.CompilerServices;

namespace ConvoWeb.Tests.Unit.Support;

internal static class TestCulture
{
    /// <summary>What the tests expect is English, whatever language the machine speaks.</summary>
    [ModuleInitializer]
    public static void Set()
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
    }
}
