using System.Net;

namespace ConvoWeb.Platform.Hosting;

/// <summary>What a person sees while no page can be rendered. It tries again by itself.</summary>
internal static class FaultPage
{
    public static Task WriteAsync(HttpResponse response, int status, string reason)
    {
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        return response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta http-equiv="refresh" content="3">
              <title>Not ready · ConvoWeb</title>
              <link rel="icon" type="image/svg+xml" href="/favicon.svg">
              <link rel="stylesheet" href="/tokens.css">
              <link rel="stylesheet" href="/app.css">
            </head>
            <body>
              <main class="cw-welcome" role="alert">
                <h1>ConvoWeb can’t reach its database</h1>
                <p>{WebUtility.HtmlEncode(reason)}</p>
                <p class="cw-dim">This page tries again every 3 seconds. Nothing that was saved is lost.</p>
              </main>
            </body>
            </html>
            """);
    }
}
