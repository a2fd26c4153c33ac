using System.Net;
using ConvoWeb.Data;
using ConvoWeb.Platform.Hosting;
using Microsoft.Extensions.Configuration;

namespace ConvoWeb.Tests.Unit.Platform.Hosting;

public sealed class SettingsTests
{
    [Fact]
    public void Without_any_it_is_one_person_on_this_machine()
    {
        var settings = Read();

        Assert.Equal($"file:{Path.GetFullPath("data/convoweb.db")}", settings.Database.Display);
        Assert.Equal(Path.GetFullPath("data"), settings.DataDirectory);
        Assert.Equal((true, false, null, "http://localhost:5080"), (settings.PersistTranscripts, settings.LocalOnly, settings.PublicUrl, settings.Urls));
        Assert.Equal((TimeSpan.FromMinutes(1), 256L * 1024 * 1024), (settings.DraftLease, settings.FileLimit));
        Assert.Null(settings.Redis);
        Assert.Null(settings.RetentionMaxDays);
        Assert.Equal((64L * 1024 * 1024, 1000, null), (settings.ProxyMaxBody, settings.ProxyMaxStreams, settings.ProxyRate));
    }

    [Theory]
    [InlineData("DB_URL", "mysql://ada:secret@db/x", "DB_URL must be file:PATH or postgres://USER:PASSWORD@HOST:PORT/DATABASE.")]
    [InlineData("DB_URL", "file:", "DB_URL names no file; it must be file:PATH.")]
    [InlineData("PERSIST_TRANSCRIPTS", "maybe", "PERSIST_TRANSCRIPTS must be true or false.")]
    [InlineData("LOCAL_ONLY", "2", "LOCAL_ONLY must be true or false.")]
    [InlineData("DRAFT_LEASE", "0", "DRAFT_LEASE must be a number of seconds, at most a day.")]
    [InlineData("DRAFT_LEASE", "a minute", "DRAFT_LEASE must be a number of seconds, at most a day.")]
    [InlineData("FILE_LIMIT", "65537", "FILE_LIMIT must be a number of MiB, at most 65536.")]
    [InlineData("RETENTION_MAX_DAYS", "0", "RETENTION_MAX_DAYS must be a number of days, at most 36500.")]
    [InlineData("RETENTION_MAX_DAYS", "36501", "RETENTION_MAX_DAYS must be a number of days, at most 36500.")]
    [InlineData("PROXY_MAX_BODY", "1025", "PROXY_MAX_BODY must be a number of MiB, at most 1024.")]
    [InlineData("PROXY_MAX_STREAMS", "0", "PROXY_MAX_STREAMS must be a number of requests, at most 1000000.")]
    [InlineData("PROXY_RATE", "60/min", "PROXY_RATE must be a number of requests a minute, at most 1000000.")]
    [InlineData("AUTH_MODE", "accounts", "AUTH_MODE=accounts is not there in this version. Use local, which listens on this machine only.")]
    [InlineData("AUTH_MODE", "none", "AUTH_MODE must be local, not 'none'.")]
    [InlineData("REDIS_URL", "http://localhost", "REDIS_URL must be redis://HOST:PORT/N, or rediss:// for TLS.")]
    [InlineData("PUBLIC_URL", "convoweb.example", "PUBLIC_URL must be an http:// or https:// address.")]
    [InlineData("PUBLIC_URL", "ftp://convoweb.example", "PUBLIC_URL must be an http:// or https:// address.")]
    [InlineData("UPSTREAM_URL", "api.openai.com", "UPSTREAM_URL must be an http:// or https:// address without a key in it, as in https://api.openai.com/v1.")]
    [InlineData("UPSTREAM_URL", "https://ada:secret@api.example/v1", "UPSTREAM_URL must be an http:// or https:// address without a key in it, as in https://api.openai.com/v1.")]
    [InlineData("UPSTREAMS:MINE:URL", "https://api.example/v1?key=secret", "UPSTREAMS__MINE__URL must be an http:// or https:// address without a key in it, as in https://api.openai.com/v1.")]
    [InlineData("UPSTREAMS:MINE:KEY", "secret", "UPSTREAMS__MINE__URL must be an http:// or https:// address without a key in it, as in https://api.openai.com/v1.")]
    [InlineData("urls", "http://0.0.0.0:5080", "ASPNETCORE_URLS: http://0.0.0.0:5080 can be reached from other machines, which AUTH_MODE=local does not allow. Use http://localhost:PORT.")]
    [InlineData("urls", "http://*:80", "ASPNETCORE_URLS: http://*:80 can be reached from other machines, which AUTH_MODE=local does not allow. Use http://localhost:PORT.")]
    public void A_wrong_one_is_told_in_one_line_with_its_key(string key, string value, string line) => Assert.Equal([line], Refused((key, value)));

    [Fact]
    public void All_that_are_wrong_are_told_at_once() => Assert.Equal(3, Refused(("DB_URL", "x"), ("PERSIST_TRANSCRIPTS", "x"), ("AUTH_MODE", "x")).Count);

    [Theory]
    [InlineData("DB_URL", "postgres://ada:secret@db.example/convo", "LOCAL_ONLY is on, but DB_URL names another machine (postgres://db.example:5432/convo).")]
    [InlineData("DB_URL", "postgres://ada:secret@localhost.localdomain/convo", "LOCAL_ONLY is on, but DB_URL names another machine (postgres://localhost.localdomain:5432/convo).")]
    [InlineData("REDIS_URL", "redis://:secret@cache.example:6379/0", "LOCAL_ONLY is on, but REDIS_URL names another machine (redis://cache.example:6379/0).")]
    [InlineData("REDIS_URL", "rediss://:secret@localhost:6379/0", "LOCAL_ONLY is on, but REDIS_URL asks for TLS (rediss://localhost:6379/0), which looks certificates up on other machines. Use redis://.")]
    [InlineData("UPSTREAM_URL", "https://api.openai.com/v1", "LOCAL_ONLY is on, but UPSTREAM_URL names another machine (api.openai.com).")]
    [InlineData("urls", "http://localhost:5080;HTTPS://localhost:5081", "LOCAL_ONLY is on, but ASPNETCORE_URLS asks for TLS (http://localhost:5080;HTTPS://localhost:5081), which looks its certificate up on other machines. Use http://.")]
    public void Local_only_means_this_machine_and_no_password_is_told(string key, string value, string line) =>
        Assert.Equal([line], Refused(("LOCAL_ONLY", "true"), (key, value)));

    [Fact]
    public void Local_only_holds_the_addresses_that_are_connected_to()
    {
        var settings = Read(("LOCAL_ONLY", "true"), ("DB_URL", "postgres://localhost/convo"), ("REDIS_URL", "redis://[::1]"));

        Assert.Equal(IPAddress.Loopback, Assert.IsType<PostgresUrl>(settings.Database).OnlyAt);
        Assert.Equal(IPAddress.IPv6Loopback, settings.Redis?.OnlyAt);
    }

    [Fact]
    public void Local_only_leaves_a_file_as_it_is() => Assert.IsType<SqliteUrl>(Read(("LOCAL_ONLY", "true")).Database);

    [Theory]
    [InlineData("http://localhost:11434", "http://localhost:11434/v1")]
    [InlineData("https://api.openai.com/v1/", "https://api.openai.com/v1")]
    [InlineData("https://openrouter.example/api/v1", "https://openrouter.example/api/v1")]
    public void An_upstream_is_what_clients_take_as_their_base_address(string url, string meant) => Assert.Equal(meant, Assert.Single(Read(("UPSTREAM_URL", url)).Upstreams).Url.ToString());

    [Fact]
    public void The_key_of_an_upstream_is_told_to_nobody()
    {
        var upstream = Assert.Single(Read(("UPSTREAM_URL", "https://api.openai.com/v1"), ("UPSTREAM_KEY", "secret")).Upstreams);

        Assert.Equal("Bearer secret", upstream.Authorization("Bearer own"));
        Assert.Equal("default at api.openai.com", upstream.ToString());
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("ON", true)]
    [InlineData("1", true)]
    [InlineData("False", false)]
    [InlineData("no", false)]
    [InlineData("0", false)]
    [InlineData("", true)]
    public void A_switch_takes_the_usual_words(string word, bool on) => Assert.Equal(on, Read(("PERSIST_TRANSCRIPTS", word)).PersistTranscripts);

    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("http://127.0.0.1:0;http://[::1]:5081")]
    public void Loopback_may_be_listened_on(string urls) => Assert.Equal(urls, Read(("urls", urls)).Urls);

    private static Settings Read(params (string Key, string Value)[] values) =>
        Settings.Read(new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(value => value.Key, value => (string?)value.Value)).Build());

    private static IReadOnlyList<string> Refused(params (string Key, string Value)[] values) => Assert.Throws<SettingsException>(() => Read(values)).Lines;
}
