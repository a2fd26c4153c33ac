using ConvoWeb.Data;
using ConvoWeb.Data.Files;
using ConvoWeb.Platform.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ConvoWeb.Features.Messages.Files;

/// <summary>The file in a request: its whole body, or the first part named <c>file</c> of a form.</summary>
internal static class UploadedFile
{
    private const string Part = "file", Unnamed = "file";

    /// <summary>RFC 2046 allows 70 characters.</summary>
    private const int MaxBoundary = 200;

    public static async Task<FileUpload> OpenAsync(HttpRequest request, string? name, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return new FileUpload(Clean(name ?? NameIn(request.Headers.ContentDisposition)), request.ContentType, request.Body);
        }

        if (HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= MaxBoundary } boundary)
        {
            throw new InvalidDataException("The form has no boundary.");
        }

        var parts = new MultipartReader(boundary.ToString(), request.Body);
        while (await parts.ReadNextSectionAsync(cancellationToken) is { } part)
        {
            if (ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition)
                && HeaderUtilities.RemoveQuotes(disposition.Name).Equals(Part, StringComparison.Ordinal))
            {
                return new FileUpload(Clean(name ?? NameIn(part.ContentDisposition)), part.ContentType, part.Body);
            }
        }

        throw new InvalidInputException(Part, "There is no part named file.");
    }

    private static string? NameIn(string? disposition) =>
        ContentDispositionHeaderValue.TryParse(disposition, out var header)
            ? HeaderUtilities.RemoveQuotes(header.FileNameStar.HasValue ? header.FileNameStar : header.FileName).ToString()
            : null;

    /// <summary>The last part of a path, without what no file system has in a name, and not too long.</summary>
    public static string Clean(string? name)
    {
        var last = CleanText.Of(name ?? "").Split('/', '\\')[^1];
        var runes = last.EnumerateRunes().Where(rune => !System.Text.Rune.IsControl(rune)).Take(StoredFile.NameMaxLength);
        var clean = string.Concat(runes).Trim();
        return clean.Length > 0 ? clean : Unnamed;
    }
}
