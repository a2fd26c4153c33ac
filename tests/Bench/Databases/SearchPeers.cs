using ConvoWeb.Data.Search;
using Microsoft.Data.Sqlite;

namespace ConvoWeb.Bench.Databases;

/// <summary>
/// The texts of a corpus as others search them: in FTS5 as it comes, and in one JSON text per conversation. Beside them our own
/// index without prefixes, to see what those take, and the words that there are. Made once and kept beside the corpus.
/// </summary>
internal sealed class SearchPeers
{
    private const string Tables =
        """
        CREATE VIRTUAL TABLE plain USING fts5(content, tokenize = 'unicode61');
        INSERT INTO plain(rowid, content)
        SELECT row_id, content FROM corpus.messages WHERE type <> 'system' AND state <> 'draft' ORDER BY row_id;

        CREATE VIRTUAL TABLE without_prefixes USING fts5(ai_text, user_text, content = '', tokenize = "ascii tokenchars '+#-'");
        INSERT INTO without_prefixes(rowid, ai_text, user_text)
        SELECT row_id, ai_text, user_text FROM corpus.messages_indexed ORDER BY row_id;

        CREATE VIRTUAL TABLE vocabulary USING fts5vocab(plain, row);
        CREATE TABLE words AS
        SELECT term AS word, doc AS messages FROM vocabulary WHERE length(term) BETWEEN 4 AND 14 AND term NOT GLOB '*[^a-z]*';

        CREATE TABLE chats (id TEXT PRIMARY KEY, title TEXT NOT NULL, json TEXT NOT NULL);
        INSERT INTO chats
        SELECT id, title, json_object('title', title, 'messages', (
            SELECT json_group_array(json_object('id', id, 'role', type, 'content', content, 'timestamp', timestamp))
            FROM (SELECT * FROM corpus.messages WHERE conversation_id = conversations.id ORDER BY seq)))
        FROM corpus.conversations ORDER BY rowid;
        """;

    private SearchPeers(string path) => Path = path;

    public string Path { get; }

    /// <param name="runFolder">Where it is made: one that is not finished disappears with the run.</param>
    public static SearchPeers Prepare(CorpusDatabase corpus, string runFolder)
    {
        var peers = new SearchPeers(corpus.PeersPath);
        if (!File.Exists(peers.Path))
        {
            Console.WriteLine("Indexing the same texts as others do; that is kept for the next run too.");
            var made = System.IO.Path.Combine(runFolder, "peers.db");
            Make(made, corpus);
            File.Move(made, peers.Path);
        }

        return peers;
    }

    public SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection;
    }

    public long MeasureWithoutPrefixes() => CorpusDatabase.MeasureIndex(Path, "without_prefixes");

    private static void Make(string path, CorpusDatabase corpus)
    {
        // An address and no path, so that the corpus may be one too: opened otherwise it would get a log beside it.
        using var connection = new SqliteConnection($"Data Source=file:{path};Pooling=False");
        connection.Open();
        connection.CreateFunction<string, string>("search_text", SearchText.Of, isDeterministic: true);
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            PRAGMA cache_size = -65536;
            ATTACH '{corpus.ImmutableAddress}' AS corpus;
            {Tables}
            """;
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }
}
