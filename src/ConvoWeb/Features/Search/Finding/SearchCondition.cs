using ConvoWeb.Data.Providers;

namespace ConvoWeb.Features.Search.Finding;

internal enum SearchScope
{
    Message,
    Conversation,
}

/// <summary>What is counted by the choices that there are.</summary>
internal enum SearchDimension
{
    None,
    Type,
    Personality,
    Model,
    Time,
}

/// <summary>One filter as SQL; it adds its values to the statement that it becomes part of.</summary>
internal sealed record SearchCondition(SearchScope Scope, SearchDimension Dimension, Func<StatementParameters, string> Sql);
