using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConvoWeb.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Search : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "has_audio",
                table: "messages",
                type: "INTEGER",
                nullable: false,
                computedColumnSql: "audio_url IS NOT NULL OR coalesce(audio_duration, 0) > 0");

            migrationBuilder.AddColumn<bool>(
                name: "has_code",
                table: "messages",
                type: "INTEGER",
                nullable: false,
                computedColumnSql: "instr(content, '```') > 0");

            migrationBuilder.AddColumn<bool>(
                name: "has_link",
                table: "messages",
                type: "INTEGER",
                nullable: false,
                computedColumnSql: "instr(content, '://') > 0");

            migrationBuilder.CreateTable(
                name: "saved_searches",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false),
                    owner_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    name_key = table.Column<string>(type: "TEXT", nullable: false),
                    query = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_saved_searches", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_messages_timeline",
                table: "messages",
                columns: new[] { "timestamp", "conversation_id", "type", "tokens_in", "tokens_out", "has_audio", "has_code", "has_link" },
                filter: "type <> 'system' AND state <> 'draft'");

            migrationBuilder.CreateIndex(
                name: "IX_conversations_owner_id_model_last_message_at_id",
                table: "conversations",
                columns: new[] { "owner_id", "model", "last_message_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_conversations_starred",
                table: "conversations",
                columns: new[] { "owner_id", "last_message_at", "id" },
                filter: "starred");

            migrationBuilder.CreateIndex(
                name: "IX_saved_searches_owner_id_name_key",
                table: "saved_searches",
                columns: new[] { "owner_id", "name_key" },
                unique: true);

            migrationBuilder.Sql(IndexOfWords);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("Restore an older copy of the database.");

        /// <summary>
        /// The full-text index holds the words of a text as <c>SearchText</c> makes them: the connection brings that as the function
        /// <c>search_text</c>. The triggers keep it, so that it cannot drift; system prompts, tool output and drafts stay out of it;
        /// secure-delete leaves nothing of a removed text in its pages. Most text is an assistant's: the first column costs nothing
        /// per word. Titles have an index of their own, with numbers that outlive a VACUUM.
        /// </summary>
        private const string IndexOfWords =
            """
            DROP TRIGGER messages_fts_update_new;
            DROP TRIGGER messages_fts_update_old;
            DROP TRIGGER messages_fts_delete;
            DROP TRIGGER messages_fts_insert;
            DROP TABLE messages_fts;

            CREATE VIEW messages_indexed AS
            SELECT row_id,
                CASE type WHEN 'ai' THEN search_text(content) END AS ai_text,
                CASE type WHEN 'user' THEN search_text(content) END AS user_text
            FROM messages WHERE type <> 'system' AND state <> 'draft';

            CREATE VIRTUAL TABLE messages_fts USING fts5(
                ai_text, user_text, content = 'messages_indexed', content_rowid = 'row_id', tokenize = "ascii tokenchars '+#-'", prefix = '2 3');

            INSERT INTO messages_fts(messages_fts, rank) VALUES ('secure-delete', 1);

            CREATE TRIGGER messages_fts_insert AFTER INSERT ON messages
            WHEN new.type <> 'system' AND new.state <> 'draft'
            BEGIN
                INSERT INTO messages_fts(rowid, ai_text, user_text) VALUES (
                    new.row_id,
                    CASE new.type WHEN 'ai' THEN search_text(new.content) END,
                    CASE new.type WHEN 'user' THEN search_text(new.content) END);
            END;

            CREATE TRIGGER messages_fts_delete AFTER DELETE ON messages
            WHEN old.type <> 'system' AND old.state <> 'draft'
            BEGIN
                INSERT INTO messages_fts(messages_fts, rowid, ai_text, user_text) VALUES (
                    'delete',
                    old.row_id,
                    CASE old.type WHEN 'ai' THEN search_text(old.content) END,
                    CASE old.type WHEN 'user' THEN search_text(old.content) END);
            END;

            CREATE TRIGGER messages_fts_update_old BEFORE UPDATE OF content, state ON messages
            WHEN old.type <> 'system' AND old.state <> 'draft'
            BEGIN
                INSERT INTO messages_fts(messages_fts, rowid, ai_text, user_text) VALUES (
                    'delete',
                    old.row_id,
                    CASE old.type WHEN 'ai' THEN search_text(old.content) END,
                    CASE old.type WHEN 'user' THEN search_text(old.content) END);
            END;

            CREATE TRIGGER messages_fts_update_new AFTER UPDATE OF content, state ON messages
            WHEN new.type <> 'system' AND new.state <> 'draft'
            BEGIN
                INSERT INTO messages_fts(rowid, ai_text, user_text) VALUES (
                    new.row_id,
                    CASE new.type WHEN 'ai' THEN search_text(new.content) END,
                    CASE new.type WHEN 'user' THEN search_text(new.content) END);
            END;

            INSERT INTO messages_fts(messages_fts) VALUES ('rebuild');

            CREATE TABLE title_rows (
                row_id INTEGER PRIMARY KEY,
                conversation_id TEXT NOT NULL UNIQUE);

            INSERT INTO title_rows(conversation_id) SELECT id FROM conversations ORDER BY created_at;

            CREATE VIEW titles_indexed AS
            SELECT t.row_id, search_text(c.title) AS title FROM title_rows t JOIN conversations c ON c.id = t.conversation_id;

            CREATE VIRTUAL TABLE titles_fts USING fts5(
                title, content = 'titles_indexed', content_rowid = 'row_id', tokenize = "ascii tokenchars '+#-'", prefix = '2 3');

            INSERT INTO titles_fts(titles_fts, rank) VALUES ('secure-delete', 1);

            CREATE TRIGGER titles_fts_insert AFTER INSERT ON conversations
            BEGIN
                INSERT INTO title_rows(conversation_id) VALUES (new.id);
                INSERT INTO titles_fts(rowid, title)
                SELECT row_id, search_text(new.title) FROM title_rows WHERE conversation_id = new.id;
            END;

            CREATE TRIGGER titles_fts_delete AFTER DELETE ON conversations
            BEGIN
                INSERT INTO titles_fts(titles_fts, rowid, title)
                SELECT 'delete', row_id, search_text(old.title) FROM title_rows WHERE conversation_id = old.id;
                DELETE FROM title_rows WHERE conversation_id = old.id;
            END;

            CREATE TRIGGER titles_fts_update AFTER UPDATE OF title ON conversations
            WHEN new.title <> old.title
            BEGIN
                INSERT INTO titles_fts(titles_fts, rowid, title)
                SELECT 'delete', row_id, search_text(old.title) FROM title_rows WHERE conversation_id = old.id;
                INSERT INTO titles_fts(rowid, title)
                SELECT row_id, search_text(new.title) FROM title_rows WHERE conversation_id = new.id;
            END;

            INSERT INTO titles_fts(titles_fts) VALUES ('rebuild');
            """;
    }
}
