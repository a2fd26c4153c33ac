using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConvoWeb.Data.Migrations.Postgres
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
                    id = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false, collation: "C"),
                    owner_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    action = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    origin = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    conversation_id = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: true, collation: "C"),
                    count = table.Column<int>(type: "integer", nullable: false),
                    detail = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_entries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "conversation_files",
                columns: table => new
                {
                    conversation_id = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false, collation: "C"),
                    file_id = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_conversation_files", x => new { x.conversation_id, x.file_id });
                });

            migrationBuilder.CreateTable(
                name: "job_conversations",
                columns: table => new
                {
                    job_id = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false, collation: "C"),
                    conversation_id = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false, collation: "C")
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
                    owner_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    receipt_key = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_owner_privacy", x => x.owner_id);
                });

            migrationBuilder.CreateTable(
                name: "purge_receipts",
                columns: table => new
                {
                    conversation_id = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false, collation: "C"),
                    owner_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    purged_at = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    messages = table.Column<int>(type: "integer", nullable: false),
                    files = table.Column<int>(type: "integer", nullable: false),
                    exports = table.Column<int>(type: "integer", nullable: false),
                    origin_hash = table.Column<string>(type: "text", nullable: false, collation: "C")
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
                CREATE FUNCTION audit_entries_stay() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'The trail is only added to.'; END $$;
                CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
                FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_stay();
                """);

            // Which conversations are in the files of earlier jobs is not known: they go.
            migrationBuilder.Sql("UPDATE jobs SET expires_at = ended_at, sweep_at = ended_at WHERE ended_at IS NOT NULL AND expires_at > ended_at");

            // Of the messages that are there already; what removed ones named is not known any more.
            migrationBuilder.Sql(
                """
                INSERT INTO conversation_files (conversation_id, file_id)
                SELECT DISTINCT m.conversation_id, f.id
                FROM messages m
                JOIN conversations c ON c.id = m.conversation_id
                CROSS JOIN regexp_matches(
                    lower(concat(m.audio_url, ' ', m.metadata)), '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', 'g') named
                JOIN files f ON f.id = named[1] AND f.owner_id = c.owner_id
                WHERE m.audio_url LIKE '/api/files/%' OR m.metadata::text LIKE '%"attachments"%';
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TRIGGER audit_entries_stay ON audit_entries; DROP FUNCTION audit_entries_stay()");

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
