using ConvoWeb.Data.Providers.Sqlite;
using Microsoft.AspNetCore.Connections;

namespace ConvoWeb.Platform.Hosting;

/// <summary>What stops the start and cannot mend itself, in words for the console.</summary>
internal static class StartFaults
{
    /// <summary>Null for what nobody foresaw.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        SettingsException or DatabaseInUseException => exception.Message,
        IOException { InnerException: AddressInUseException } => $"{exception.Message} Set ASPNETCORE_URLS to another one.",
        _ => null,
    };
}
