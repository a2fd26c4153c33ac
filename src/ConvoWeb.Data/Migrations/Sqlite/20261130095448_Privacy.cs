using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConvoWeb.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Privacy : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false),
                    owner_id = table.Column<string>(type: "TEXT", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    origin = table.Column<string>(type: "TEXT", nullable: false),
                    conversation_id = table.Column<string>(type: "TEXT", maxLength: 36, nullable: true),
                    count = table.Column<int>(type: "INTEGER", nullable: false),
                    detail = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_entries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "conversation_files",
                columns: table => new
                {
                    conversation_id = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false),
                    file_id = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_conversation_files", x => new { x.conversation_id, x.file_id });
                });

            migrationBuilder.CreateTable(
                name: "job_conversations",
                columns: table => new
                {
                    job_id = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false),
                    conversation_id = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_job_conversations", x => new { x.job_id, x.conversation_id });
                    table.ForeignKey(
                        name: "FK_job_conversations_jobs_job_id",
                        column: x => x.job_id,
                        principalTable: "jobs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "owner_privacy",
                columns: table => new
                {
                    owner_id = table.Column<string>(type: "TEXT", nullable: false),
                    receipt_key = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_owner_privacy", x => x.owner_id);
                });

            migrationBuilder.CreateTable(
                name: "purge_receipts",
                columns: table => new
                {
                    conversation_id = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false),
                    owner_id = table.Column<string>(type: "TEXT", nullable: false),
                    purged_at = table.Column<long>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    messages = table.Column<int>(type: "INTEGER", nullable: false),
                    files = table.Column<int>(type: "INTEGER", nullable: false),
                    exports = table.Column<int>(type: "INTEGER", nullable: false),
                    origin_hash = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_purge_receipts", x => x.conversation_id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_owner_id_id",
                table: "audit_entries",
                columns: new[] { "owner_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_conversation_files_file_id",
                table: "conversation_files",
                column: "file_id");

            migrationBuilder.CreateIndex(
                name: "IX_job_conversations_conversation_id",
                table: "job_conversations",
                column: "conversation_id");

            migrationBuilder.CreateIndex(
                name: "IX_purge_receipts_owner_id_origin_hash",
                table: "purge_receipts",
                columns: new[] { "owner_id", "origin_hash" });

            migrationBuilder.Sql(
                """
                CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries BEGIN SELECT RAISE(ABORT, 'The trail is only added to.'); END;
                CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries BEGIN SELECT RAISE(ABORT, 'The trail is only added to.'); END;
                """);

            // Which conversations are in the files of earlier jobs is not known: they go.
            migrationBuilder.Sql("UPDATE jobs SET expires_at = ended_at, sweep_at = ended_at WHERE ended_at IS NOT NULL AND expires_at > ended_at");

            // Of the messages that are there already; what removed ones named is not known any more.
            migrationBuilder.Sql(
                """
                INSERT INTO conversation_files (conversation_id, file_id)
                SELECT m.conversation_id, f.id
                FROM messages m
                JOIN conversations c ON c.id = m.conversation_id
                JOIN files f ON f.id = lower(substr(m.audio_url, 12)) AND f.owner_id = c.owner_id
                WHERE m.audio_url LIKE '/api/files/%'
                UNION
                SELECT m.conversation_id, f.id
                FROM (SELECT conversation_id, metadata FROM messages WHERE metadata LIKE '%"attachments"%') m
                JOIN conversations c ON c.id = m.conversation_id
                JOIN json_each(m.metadata, '$.attachments') a
                JOIN files f ON f.owner_id = c.owner_id AND f.id = CASE WHEN a.type = 'object'
                    THEN lower(coalesce(json_extract(a.value, '$.file_id'), substr(json_extract(a.value, '$.url'), 12))) END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "conversation_files");

            migrationBuilder.DropTable(
                name: "job_conversations");

            migrationBuilder.DropTable(
                name: "owner_privacy");

            migrationBuilder.DropTable(
                name: "purge_receipts");
        }
    }
}
