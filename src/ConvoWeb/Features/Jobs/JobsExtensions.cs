namespace ConvoWeb.Features.Jobs;

internal static class JobsExtensions
{
    public static IServiceCollection AddJobs(this IServiceCollection services) =>
        services
            .AddSingleton<JobService>()
            .AddHostedService<JobRunner>()
            .ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, JobsJson.Api));
}
