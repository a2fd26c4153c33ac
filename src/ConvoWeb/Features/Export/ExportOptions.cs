using ConvoWeb.Data;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Platform.Requests;
using Microsoft.AspNetCore.Mvc;

namespace ConvoWeb.Features.Export;

public enum ExportBranches
{
    /// <summary>The one that a reader sees.</summary>
    Active,
    All,
}

/// <summary>What of a conversation is handed out.</summary>
public sealed record ExportOptions
{
    /// <summary>Nothing is left out.</summary>
    public static ExportOptions Complete { get; } = new();

    public ExportBranches Branches { get; init; } = ExportBranches.All;

    /// <summary>System messages, and what tools answered.</summary>
    public bool System { get; init; } = true;

    public bool Metadata { get; init; } = true;

    /// <summary>When each message was written.</summary>
    public bool Timestamps { get; init; } = true;
}

/// <summary>The options as an address names them; what is left out is as usual for the format.</summary>
public sealed record ExportQuery
{
    /// <summary><c>json</c>, <c>markdown</c>, <c>txt</c>, …</summary>
    [FromQuery(Name = "format")]
    public string? Format { get; init; }

    /// <summary><c>active</c> or <c>all</c>.</summary>
    [FromQuery(Name = "branches")]
    public string? Branches { get; init; }

    [FromQuery(Name = "system")]
    public string? System { get; init; }

    [FromQuery(Name = "metadata")]
    public string? Metadata { get; init; }

    [FromQuery(Name = "timestamps")]
    public string? Timestamps { get; init; }

    /// <exception cref="InvalidInputException">A field has a value that it does not take.</exception>
    public ExportOptions ToOptions(ExportFormat format) => new()
    {
        Branches = Branches is null ? format.UsualBranches : Words<ExportBranches>.Parse(Branches, "branches"),
        System = QueryFlag.Parse(System, "system") ?? true,
        Metadata = QueryFlag.Parse(Metadata, "metadata") ?? true,
        Timestamps = QueryFlag.Parse(Timestamps, "timestamps") ?? true,
    };
}
