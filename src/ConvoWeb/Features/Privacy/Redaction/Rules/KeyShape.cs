using System.Buffers;

namespace ConvoWeb.Features.Privacy.Redaction.Rules;

/// <summary>How the keys of a provider look: their first characters, and which and how many come then.</summary>
internal sealed record KeyShape(string Beginning, SearchValues<char> Body, int MinLength, int MaxLength = int.MaxValue)
{
    private const double LeastEntropy = 2.9;

    // Beginnings and lengths: gitleaks' rules (MIT) and detect-secrets' plugins (Apache-2.0), and what the providers of language models give out.
    // In groups, each searched by itself: the search for twice as many beginnings at once is ten times slower.
    public static IReadOnlyList<IReadOnlyList<KeyShape>> Groups { get; } = [OfModels, OfClouds, OfCode, OfMessages];

    private static KeyShape[] OfModels =>
    [
        new("sk-", Spelling.Word, 20) { IsWordLike = true }, // OpenAI and all that copied it: Anthropic, OpenRouter, DeepSeek
        new("sess-", Spelling.Word, 40) { IsWordLike = true }, new("gsk_", Spelling.Alphanumeric, 40), new("xai-", Spelling.Alphanumeric, 60),
        new("pplx-", Spelling.Alphanumeric, 40), new("hf_", Spelling.Alphanumeric, 30), new("api_org_", Spelling.Alphanumeric, 30),
        new("r8_", Spelling.Alphanumeric, 36), new("nvapi-", Spelling.Word, 50), new("tvly-", Spelling.Word, 24) { IsWordLike = true },
        new("pcsk_", Spelling.Word, 50), new("lsv2_", Spelling.Word, 40), new("jina_", Spelling.Word, 50), new("AIza", Spelling.Word, 35),
        new("AQ.Ab8", Spelling.Word, 40), new("ya29.", Spelling.Word, 30), new("GOCSPX-", Spelling.Word, 24),
    ];

    private static KeyShape[] OfClouds =>
    [
        new("AKIA", Spelling.Upper, 16, 16), new("ASIA", Spelling.Upper, 16, 16), new("ABIA", Spelling.Upper, 16, 16),
        new("ACCA", Spelling.Upper, 16, 16), new("LTAI", Spelling.Alphanumeric, 16, 24),
        new("AccountKey=", Spelling.Base64, 80) { KeepsBeginning = true }, new("SharedAccessKey=", Spelling.Base64, 40) { KeepsBeginning = true },
        new("dop_v1_", Spelling.Hex, 64), new("doo_v1_", Spelling.Hex, 64), new("dor_v1_", Spelling.Hex, 64), new("dapi", Spelling.Hex, 32, 32),
        new("hvs.", Spelling.Word, 24), new("hvb.", Spelling.Word, 100), new("pul-", Spelling.Hex, 40, 40), new("pscale_", Spelling.Dotted, 34),
        new("sbp_", Spelling.Hex, 40, 40), new("sb_secret_", Spelling.Word, 24), new("fm2_", Spelling.Base64, 100), new("fo1_", Spelling.Word, 43),
    ];

    private static KeyShape[] OfCode =>
    [
        new("ghp_", Spelling.Alphanumeric, 36), new("gho_", Spelling.Alphanumeric, 36), new("ghu_", Spelling.Alphanumeric, 36),
        new("ghs_", Spelling.Alphanumeric, 36), new("ghr_", Spelling.Alphanumeric, 36), new("github_pat_", Spelling.Word, 60),
        new("glpat-", Spelling.Dotted, 20), new("gldt-", Spelling.Word, 20), new("glrt-", Spelling.Dotted, 20), new("glcbt-", Spelling.Word, 20),
        new("glptt-", Spelling.Hex, 40), new("npm_", Spelling.Alphanumeric, 36), new("pypi-AgE", Spelling.Word, 50),
        new("rubygems_", Spelling.Hex, 48, 48), new("dckr_pat_", Spelling.Word, 27), new("ATATT3", Spelling.Token, 100),
        new("sntryu_", Spelling.Hex, 64, 64), new("sntrys_", Spelling.Token, 60), new("glsa_", Spelling.Word, 40), new("PMAK-", Spelling.Word, 50),
        new("dp.pt.", Spelling.Alphanumeric, 40), new("lin_api_", Spelling.Alphanumeric, 32), new("ntn_", Spelling.Alphanumeric, 40),
        new("figd_", Spelling.Word, 40), new("AGE-SECRET-KEY-1", Spelling.Upper, 58, 58),
    ];

    /// <summary>Mail and money too.</summary>
    private static KeyShape[] OfMessages =>
    [
        new("xox", Spelling.Dotted, 16) { IsWordLike = true }, new("xapp-", Spelling.Word, 40),
        new("hooks.slack.com/services/", Spelling.Base64, 40) { KeepsBeginning = true },
        new("discord.com/api/webhooks/", Spelling.Token, 60) { KeepsBeginning = true },
        new("SG.", Spelling.Dotted, 60), new("xkeysib-", Spelling.Word, 80), new("key-", Spelling.Hex, 32, 32),
        new("sk_live_", Spelling.Alphanumeric, 16), new("sk_test_", Spelling.Alphanumeric, 16), new("rk_live_", Spelling.Alphanumeric, 16),
        new("rk_test_", Spelling.Alphanumeric, 16), new("whsec_", Spelling.Base64, 32), new("sq0", Spelling.Word, 26) { IsWordLike = true },
        new("shpat_", Spelling.Hex, 32, 32), new("shpss_", Spelling.Hex, 32, 32), new("shpca_", Spelling.Hex, 32, 32),
        .. "0123456789abcdef".Select(digit => new KeyShape($"SK{digit}", Spelling.Hex, 31, 31)), // Twilio
    ];

    /// <summary>Names of other things begin so too, as <c>sk-estimator-doc-link</c>: the rest must look generated.</summary>
    public bool IsWordLike { get; init; }

    /// <summary>The beginning says only what the key is for.</summary>
    public bool KeepsBeginning { get; init; }

    public bool Fits(ReadOnlySpan<char> body) =>
        body.Length >= MinLength && body.Length <= MaxLength
        && (Spelling.IsRandom(body) || (!IsWordLike && !Spelling.IsExample(body) && Spelling.Entropy(body) >= LeastEntropy));
}
