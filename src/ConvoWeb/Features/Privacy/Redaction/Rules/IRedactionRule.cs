namespace ConvoWeb.Features.Privacy.Redaction.Rules;

/// <summary>Finds private details of some kinds in time that grows with the length of the text and no faster.</summary>
internal interface IRedactionRule
{
    RedactionProfiles Profile { get; }

    void Find(string text, List<RedactionMatch> found);
}
