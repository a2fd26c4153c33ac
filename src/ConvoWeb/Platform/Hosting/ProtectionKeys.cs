using System.Xml.Linq;
using ConvoWeb.Data;
using ConvoWeb.Data.Protection;
using ConvoWeb.Data.Providers;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ConvoWeb.Platform.Hosting;

/// <summary>Keeps the data-protection keys in the database. The interface is synchronous; it is called about once a day.</summary>
internal sealed class ProtectionKeys(IDatabase database, IDbContextFactory<ConvoDbContext> contexts)
    : IXmlRepository, IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options) => options.XmlRepository = this;

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = contexts.CreateDbContext();
        return [.. db.ProtectionKeys.Select(key => key.Xml).AsEnumerable().Select(xml => XElement.Parse(xml))];
    }

    /// <summary>
    /// The first page may be what asks for the first key, from within the renderer's synchronization context: what is waited
    /// for must not come back to that, so it runs outside.
    /// </summary>
    public void StoreElement(XElement element, string friendlyName) => Task.Run(() => StoreAsync(element, friendlyName)).GetAwaiter().GetResult();

    private Task StoreAsync(XElement element, string friendlyName) =>
        database.WriteAsync(
            async scope =>
            {
                scope.Context.Add(new ProtectionKey { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
                return await scope.Context.SaveChangesAsync();
            },
            CancellationToken.None);
}
