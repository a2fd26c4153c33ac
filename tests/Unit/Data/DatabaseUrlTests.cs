using ConvoWeb.Data;
using Npgsql;

namespace ConvoWeb.Tests.Unit.Data;

public sealed class DatabaseUrlTests
{
    [Theory]
    [InlineData("file:/var/lib/convoweb/convoweb.db", "/var/lib/convoweb/convoweb.db")]
    [InlineData("file:///var/lib/convoweb.db", "/var/lib/convoweb.db")]
    [InlineData("file:/with%20blank/ä.db", "/with blank/ä.db")]
    public void A_file_is_named_by_its_path(string text, string path) => Assert.Equal(path, Assert.IsType<SqliteUrl>(Parse(text)).Path);

    [Fact]
    public void A_relative_path_starts_at_the_working_directory() =>
        Assert.Equal(Path.GetFullPath("data/convoweb.db"), Assert.IsType<SqliteUrl>(Parse("file:./data/convoweb.db")).Path);

    [Theory]
    [InlineData("postgres://ada:secret@db.example:6543/convo")]
    [InlineData("postgresql://ada:secret@db.example:6543/convo")]
    public void A_server_is_named_by_its_address(string text)
    {
        var url = Assert.IsType<PostgresUrl>(Parse(text));
        var connection = new NpgsqlConnectionStringBuilder(url.ConnectionString);

        Assert.Equal(("db.example", 6543, "convo"), (url.Host, url.Port, url.Database));
        Assert.Equal(("ada", "secret"), (connection.Username, connection.Password));
    }

    [Fact]
    public void The_port_of_PostgreSQL_is_the_default() => Assert.Equal(5432, Assert.IsType<PostgresUrl>(Parse("postgres://db.example/convo")).Port);

    [Fact]
    public void Signs_in_a_password_are_percent_encoded()
    {
        var url = Assert.IsType<PostgresUrl>(Parse("postgres://a%40b:p%40ss%2Fw%3A%25;x@localhost/convo%20web"));
        var connection = new NpgsqlConnectionStringBuilder(url.ConnectionString);

        Assert.Equal(("a@b", "p@ss/w:%;x", "convo web"), (connection.Username, connection.Password, connection.Database));
    }

    [Theory]
    [InlineData("require", SslMode.Require)]
    [InlineData("verify-full", SslMode.VerifyFull)]
    [InlineData("disable", SslMode.Disable)]
    public void The_encryption_is_chosen_with_sslmode(string word, SslMode mode) =>
        Assert.Equal(mode, new NpgsqlConnectionStringBuilder(Assert.IsType<PostgresUrl>(Parse($"postgres://db.example/convo?sslmode={word}")).ConnectionString).SslMode);

    [Theory]
    [InlineData("", "must be file:PATH or postgres://")]
    [InlineData("convoweb.db", "must be file:PATH or postgres://")]
    [InlineData("mysql://ada:secret@db.example/convo", "must be file:PATH or postgres://")]
    [InlineData("file:", "names no file")]
    [InlineData("file:data/", "names no file")]
    [InlineData("file://server/share.db", "names no file")]
    [InlineData("postgres://", "is not an address")]
    [InlineData("postgres://ada:secret@db.example:port/convo", "is not an address")]
    [InlineData("postgres://ada:secret@db.example", "names no database")]
    [InlineData("postgres://ada:secret@db.example/convo?sslmode=maybe", "has a parameter that is not understood: sslmode")]
    [InlineData("postgres://ada:secret@db.example/convo?pooling=off", "has a parameter that is not understood: pooling")]
    public void What_is_wrong_is_said_in_one_line_without_the_password(string text, string expected)
    {
        Assert.False(DatabaseUrl.TryParse(text, out _, out var error));

        Assert.StartsWith(expected, error);
        Assert.DoesNotContain("secret", error);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void A_password_is_never_shown()
    {
        var url = Parse("postgres://ada:secret@db.example:6543/convo");

        Assert.Equal("postgres://db.example:6543/convo", url.Display);
        Assert.Equal("postgres://db.example:6543/convo", $"{url}");
    }

    private static DatabaseUrl Parse(string text) =>
        DatabaseUrl.TryParse(text, out var url, out var error) ? url : throw new InvalidOperationException(error);
}
