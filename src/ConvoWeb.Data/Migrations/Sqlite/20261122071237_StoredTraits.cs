using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConvoWeb.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class StoredTraits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Traits);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("Restore an older copy of the database.");

        /// <summary>
        /// SQLite computes a generated column whenever it is read, or not at all for a table that is there already. So these two
        /// are kept by triggers: a search reads them of a thousand messages at once.
        /// </summary>
        private const string Traits =
            """
            DROP INDEX "IX_messages_timeline";
            ALTER TABLE messages DROP COLUMN has_code;
            ALTER TABLE messages DROP COLUMN has_link;
            ALTER TABLE messages ADD COLUMN has_code INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE messages ADD COLUMN has_link INTEGER NOT NULL DEFAULT 0;

            UPDATE messages SET has_code = instr(content, '```') > 0, has_link = instr(content, '://') > 0
            WHERE instr(content, '```') > 0 OR instr(content, '://') > 0;

            CREATE TRIGGER messages_traits_insert AFTER INSERT ON messages
            WHEN instr(new.content, '```') > 0 OR instr(new.content, '://') > 0
            BEGIN
                UPDATE messages SET has_code = instr(new.content, '```') > 0, has_link = instr(new.content, '://') > 0 WHERE row_id = new.row_id;
            END;

            CREATE TRIGGER messages_traits_update AFTER UPDATE OF content ON messages
            WHEN (instr(new.content, '```') > 0) <> new.has_code OR (instr(new.content, '://') > 0) <> new.has_link
            BEGIN
                UPDATE messages SET has_code = instr(new.content, '```') > 0, has_link = instr(new.content, '://') > 0 WHERE row_id = new.row_id;
            END;

            CREATE INDEX "IX_messages_timeline" ON messages (timestamp, conversation_id, type, tokens_in, tokens_out, has_audio, has_code, has_link)
            WHERE type <> 'system' AND state <> 'draft';
            """;
    }
}
