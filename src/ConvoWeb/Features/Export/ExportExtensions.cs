using ConvoWeb.Components.Layout;
using ConvoWeb.Features.Export.Bulk;
using ConvoWeb.Features.Export.Formats;
using ConvoWeb.Features.Export.Formats.Html;
using ConvoWeb.Features.Export.Formats.Pdf;
using ConvoWeb.Features.Export.Pages;
using ConvoWeb.Features.Jobs;
using ConvoWeb.Features.Search.Pages;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConvoWeb.Features.Export;

internal static class ExportExtensions
{
    public static IServiceCollection AddExport(this IServiceCollection services)
    {
        // A format is one class, found by its name.
        services.TryAddEnumerable([
            ServiceDescriptor.Singleton<IConversationExporter, JsonExporter>(),
            ServiceDescriptor.Singleton<IConversationExporter, MarkdownExporter>(),
            ServiceDescriptor.Singleton<IConversationExporter, HtmlExporter>(),
            ServiceDescriptor.Singleton<IConversationExporter, CsvExporter>(),
            ServiceDescriptor.Singleton<IConversationExporter, TextExporter>(),
            ServiceDescriptor.Singleton<IConversationExporter, JsonLinesExporter>(),
            ServiceDescriptor.Singleton<IConversationExporter, PdfExporter>(),
        ]);

        services.TryAddSingleton(new PdfLimits());
        return services.AddSingleton<ExportService>()
            .AddSingleton<ExportReader>()
            .AddSingleton<ExportMark>()
            .AddSingleton<AttachedFiles>()
            .AddSingleton<BulkPlan>()
            .AddSingleton<BulkExportService>()
            .AddSingleton<BulkExportJobs>()
            .AddSingleton<IJobWork, BulkExportWork>()
            .AddScoped<OwnExports>()
            .AddSingleton(ShellPart.Of<ExportWatch>(ShellPlace.Floating))
            .AddSingleton(ShellPart.Of<ExportList>(ShellPlace.Export))
            .AddSingleton(new FoundPart(query => builder =>
            {
                builder.OpenComponent<FoundExport>(0);
                builder.AddComponentParameter(1, nameof(FoundExport.Query), query);
                builder.CloseComponent();
            }))
            .ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, BulkJson.Api));
    }

    public static void MapExport(this IEndpointRouteBuilder routes)
    {
        routes.MapConversationExport();
        routes.MapBulkExport();
    }
}
