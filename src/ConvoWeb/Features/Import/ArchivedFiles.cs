using System.Text.Json;
using System.Text.RegularExpressions;
using ConvoWeb.Data.Idempotency;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Import.Reading;
using ConvoWeb.Features.Messages.Files;

namespace ConvoWeb.Features.Import;

/// <summary>
/// Sound and attachments in one of our own archives: an entry that says what a file is, then one with its bytes, then the
/// conversation that names it. A file that cannot keep its id is named by its new one.
/// </summary>
internal sealed partial class ArchivedFiles(FileService files, CurrentUser user, bool isPreview)
{
    private const string Format = "convoweb-file/1";

    private readonly Dictionary<string, string> _newIds = new(StringComparer.Ordinal);
    private FileUpload? _next;
    private string? _sha256;

    public static bool Describes(JsonElement record) => record.Text("format") is Format && record.Object("file") is not null;

    public void Expect(JsonElement record)
    {
        var file = record.Object("file");
        _next = Guid.TryParseExact(file.Text("id"), "D", out var id)
            ? new FileUpload(UploadedFile.Clean(file.Text("name")), file.Text("media_type"), Stream.Null) { Id = id, CreatedAt = file.Time("created_at") }
            : null;
        _sha256 = file.Text("sha256");
    }

    /// <summary>Whether the entry holds the bytes of the file that was described last.</summary>
    public bool IsNext(string entry) => _next is not null && entry == $"files/{_next.Id}";

    /// <summary>Null when it is stored; otherwise why not.</summary>
    public async Task<string?> StoreAsync(Stream content, CancellationToken cancellationToken)
    {
        var upload = _next! with { Content = content };
        _next = null;
        if (isPreview)
        {
            return null;
        }

        try
        {
            var stored = await files.StoreAsync(user, upload, RequireSame, cancellationToken);
            if (stored.Id != upload.Id)
            {
                _newIds[upload.Id!.Value.ToString()] = stored.Id.ToString();
            }

            return null;
        }
        catch (Exception exception) when (exception is Data.InvalidInputException or BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            return $"{upload.Name}: {exception.Message}";
        }
    }

    public ImportedConversation WithNewIds(ImportedConversation conversation) =>
        _newIds.Count == 0 ? conversation : conversation with { Messages = [.. conversation.Messages.Select(WithNewIds)] };

    /// <summary>An export that could not read a file to its end has a part of it.</summary>
    private IdempotencyKey? RequireSame(FileFingerprint file) => _sha256 is null || _sha256 == file.Sha256
        ? null
        : throw new Data.InvalidInputException("file", "Its bytes are not those that the export says. It is damaged, or only a part.");

    private ImportedMessage WithNewIds(ImportedMessage message) => message with { AudioUrl = WithNewIds(message.AudioUrl), Metadata = WithNewIds(message.Metadata) };

    private string? WithNewIds(string? text) =>
        text is null ? null : Id().Replace(text, id => _newIds.GetValueOrDefault(id.Value) ?? id.Value);

    [GeneratedRegex("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
