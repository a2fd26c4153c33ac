using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConvoWeb.Data.Migrations.Sqlite;

/// <summary>
/// An edit takes the old text out of the index and puts the new one in, under the same number. When FTS5 (3.50.4, with secure-delete)
/// writes both at once, and a word is in the old text and more than a hundred times in the new one, the old one's entry may stay: it takes
/// the first byte of a length for all of it to see whether something is to be removed. Its command <c>merge</c> with nothing to
/// merge writes the first half before the second comes. What stayed goes with the old index.
/// </summary>
public partial class EditedTexts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TRIGGER messages_fts_update_old;

        CREATE TRIGGER messages_fts_update_old BEFORE UPDATE OF content, state ON messages
        WHEN old.type <> 'system' AND old.state <> 'draft'
        BEGIN
            INSERT INTO messages_fts(messages_fts, rowid, ai_text, user_text) VALUES (
                'delete',
                old.row_id,
                CASE old.type WHEN 'ai' THEN search_text(old.content) END,
                CASE old.type WHEN 'user' THEN search_text(old.content) END);
            INSERT INTO messages_fts(messages_fts, rank) VALUES ('merge', 0);
        END;

        DROP TRIGGER titles_fts_update;

        CREATE TRIGGER titles_fts_update AFTER UPDATE OF title ON conversations
        WHEN new.title <> old.title
        BEGIN
            INSERT INTO titles_fts(titles_fts, rowid, title)
            SELECT 'delete', row_id, search_text(old.title) FROM title_rows WHERE conversation_id = old.id;
            INSERT INTO titles_fts(titles_fts, rank) VALUES ('merge', 0);
            INSERT INTO titles_fts(rowid, title)
            SELECT row_id, search_text(new.title) FROM title_rows WHERE conversation_id = new.id;
        END;

        INSERT INTO messages_fts(messages_fts) VALUES ('rebuild');
        INSERT INTO titles_fts(titles_fts) VALUES ('rebuild');
        """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("Restore an older copy of the database.");
}
