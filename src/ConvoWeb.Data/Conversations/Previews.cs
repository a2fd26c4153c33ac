using System.Text;

namespace ConvoWeb.Data.Conversations;

/// <summary>The beginning of a message on one line and without marks, for lists.</summary>
public static class Previews
{
    /// <summary>At most <see cref="Conversation.PreviewMaxLength"/> code points; runs of white space become one blank.</summary>
    public static string Of(string content)
    {
        var preview = new StringBuilder(Conversation.PreviewMaxLength);
        var length = 0;
        var blank = false;

        foreach (var rune in PlainText.Of(content).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                blank = length > 0;
                continue;
            }

            if (length + (blank ? 2 : 1) > Conversation.PreviewMaxLength)
            {
                break;
            }

            if (blank)
            {
                preview.Append(' ');
                length++;
                blank = false;
            }

            preview.Append(rune.ToString());
            length++;
        }

        return preview.ToString();
    }
}
