using System.Text.Json.Serialization;
using ConvoWeb.Data.Jobs;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Jobs;

/// <summary>A large export or import, and how far it is.</summary>
public sealed record JobView
{
    public required Guid Id { get; init; }

    [JsonConverter(typeof(WordJsonConverter<JobKind>))]
    public required JobKind Kind { get; init; }

    [JsonConverter(typeof(WordJsonConverter<JobState>))]
    public required JobState State { get; init; }

    /// <summary>Conversations; null while their number is not known.</summary>
    public required int? Total { get; init; }

    public required int Done { get; init; }

    /// <summary>Of those, the ones that could not be read.</summary>
    public required int Skipped { get; init; }

    /// <summary>Of its file.</summary>
    public required long Bytes { get; init; }

    public required string? FileName { get; init; }

    /// <summary>What came of it; null until its end.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public required string? Result { get; init; }

    /// <summary>Why it failed.</summary>
    public required string? Reason { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it and its file are removed.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Where its file is; null as long as there is none.</summary>
    public string? File => State is JobState.Done && FileName is not null ? $"{JobEndpoints.Address}/{Id}/file" : null;

    [JsonIgnore]
    public bool IsOver => State is JobState.Done or JobState.Failed or JobState.Cancelled;
}

/// <summary>What to do in the background.</summary>
public sealed record NewJob
{
    public required JobKind Kind { get; init; }

    /// <summary>As JSON, for the work of that kind.</summary>
    public required string Request { get; init; }

    public string? FileName { get; init; }

    public string? MediaType { get; init; }
}

/// <summary>What a job left behind.</summary>
public sealed record JobResult
{
    /// <summary>As JSON.</summary>
    public string? Summary { get; init; }

    public required string FileName { get; init; }

    public required string MediaType { get; init; }

    public required JobProgress Progress { get; init; }

    /// <summary>What of its file is not kept yet.</summary>
    public required IReadOnlyList<JobPiece> Pieces { get; init; }

    /// <summary>Done when the end is kept; it may not be, when the process ends just then.</summary>
    public Func<Task>? Afterwards { get; init; }
}

/// <summary>What was asked for, and what came of it, both as JSON.</summary>
public sealed record DoneJob(string Request, string Result);

/// <summary>The file of a job, its bytes read as they are asked for.</summary>
public sealed record JobFileContent(JobView Job, string MediaType, Stream Content);

/// <summary>One kind of work that goes on in the background, and that goes on after the program was ended in the middle of it.</summary>
public interface IJobWork
{
    JobKind Kind { get; }

    /// <exception cref="Data.InvalidInputException">It cannot be done; the message says why.</exception>
    Task<JobResult> RunAsync(RunningJob job, CancellationToken cancellationToken);
}

/// <summary>What the work of a job needs to know.</summary>
public sealed record JobStart(HeldJob Held, JobKind Kind, CurrentUser User, string Request, DateTimeOffset CreatedAt, JobProgress Progress)
{
    /// <summary>How often it was taken since it got further last, this time too.</summary>
    public int Attempts { get; init; }
}
