using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConvoWeb.Data.Migrations.Sqlite;

/// <summary>
/// The full-text index over messages. The triggers keep it, so that it cannot drift; system prompts, tool output and
/// drafts stay out of it; secure-delete leaves nothing of a removed message in its pages.
/// </summary>
public partial class MessageIndex : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE VIRTUAL TABLE messages_fts USING fts5(
            content, content = 'messages', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2');

        INSERT INTO messages_fts(messages_fts, rank) VALUES ('secure-delete', 1);

        CREATE TRIGGER messages_fts_insert AFTER INSERT ON messages
        WHEN new.type <> 'system' AND new.state <> 'draft'
        BEGIN
            INSERT INTO messages_fts(rowid, content) VALUES (new.row_id, new.content);
        END;

        CREATE TRIGGER messages_fts_delete AFTER DELETE ON messages
        WHEN old.type <> 'system' AND old.state <> 'draft'
        BEGIN
            INSERT INTO messages_fts(messages_fts, rowid, content) VALUES ('delete', old.row_id, old.content);
        END;

        CREATE TRIGGER messages_fts_update_old BEFORE UPDATE OF content, state ON messages
        WHEN old.type <> 'system' AND old.state <> 'draft'
        BEGIN
            INSERT INTO messages_fts(messages_fts, rowid, content) VALUES ('delete', old.row_id, old.content);
        END;

        CREATE TRIGGER messages_fts_update_new AFTER UPDATE OF content, state ON messages
        WHEN new.type <> 'system' AND new.state <> 'draft'
        BEGIN
            INSERT INTO messages_fts(rowid, content) VALUES (new.row_id, new.content);
        END;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TRIGGER messages_fts_update_new;
        DROP TRIGGER messages_fts_update_old;
        DROP TRIGGER messages_fts_delete;
        DROP TRIGGER messages_fts_insert;
        DROP TABLE messages_fts;
        """);
}
