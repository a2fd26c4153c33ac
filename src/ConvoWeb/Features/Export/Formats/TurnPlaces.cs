using System.Globalization;
using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Export.Formats;

/// <summary>What a turn goes on from, where that is not the turn before it.</summary>
/// <param name="Seq">Of the turn that it names, if it names one.</param>
internal sealed record TurnPlace(string Text, int? Seq);

/// <summary>
/// The places of the turns of all branches, in the order of <c>seq</c>. A turn that was left out (a system message) is not
/// there to be named: what goes on from it is another version of the first that did.
/// </summary>
internal sealed class TurnPlaces
{
    private readonly Dictionary<Guid, int> _numbers = [];
    private readonly Dictionary<Guid, (int First, int Count)> _answers = [];
    private Guid? _before;

    /// <summary>Null for a turn that goes on from the one before it, as all do where nothing branches.</summary>
    public TurnPlace? Of(MessageView message)
    {
        var parent = message.ParentId ?? Guid.Empty;
        var (first, count) = _answers.GetValueOrDefault(parent, (message.Seq, 0));
        _answers[parent] = (first, count + 1);
        int? answered = _numbers.TryGetValue(parent, out var number) ? number : null;
        var isNext = count == 0 && (answered is null || parent == _before);
        _numbers[message.Id] = message.Seq;
        _before = message.Id;
        return isNext ? null
            : count == 0 ? new TurnPlace(Wording.Of(ExportTexts.AnswerTo, Text(answered!.Value)), answered)
            : answered is { } seq ? new TurnPlace(Wording.Of(ExportTexts.AnotherAnswer, Text(seq), Text(count + 1)), seq)
            : message.ParentId is null ? new TurnPlace(Wording.Of(ExportTexts.AnotherBeginning, Text(count + 1)), null)
            : new TurnPlace(Wording.Of(ExportTexts.AnotherVersion, Text(first), Text(count + 1)), first);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
