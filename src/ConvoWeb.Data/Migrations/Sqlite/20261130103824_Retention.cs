using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConvoWeb.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Retention : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "undo_days",
                table: "owner_privacy",
                type: "INTEGER",
                nullable: false,
                defaultValue: 7);

            migrationBuilder.AddColumn<long>(
                name: "warned_at",
                table: "owner_privacy",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "restored_at",
                table: "conversations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "leases",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    holder = table.Column<string>(type: "TEXT", nullable: false),
                    until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_leases", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "retention_rules",
                columns: table => new
                {
                    owner_id = table.Column<string>(type: "TEXT", nullable: false),
                    personality_id = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false),
                    keep_days = table.Column<int>(type: "INTEGER", nullable: true),
                    audio_days = table.Column<int>(type: "INTEGER", nullable: true),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_retention_rules", x => new { x.owner_id, x.personality_id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_messages_sound",
                table: "messages",
                columns: new[] { "timestamp", "conversation_id" },
                filter: "audio_url IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_conversations_owner_id_deleted_at",
                table: "conversations",
                columns: new[] { "owner_id", "deleted_at" },
                filter: "status = 'deleted'");

            migrationBuilder.CreateIndex(
                name: "IX_conversations_owner_id_restored_at",
                table: "conversations",
                columns: new[] { "owner_id", "restored_at" },
                filter: "restored_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "leases");

            migrationBuilder.DropTable(
                name: "retention_rules");

            migrationBuilder.DropIndex(
                name: "IX_messages_sound",
                table: "messages");

            migrationBuilder.DropIndex(
                name: "IX_conversations_owner_id_deleted_at",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "IX_conversations_owner_id_restored_at",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "undo_days",
                table: "owner_privacy");

            migrationBuilder.DropColumn(
                name: "warned_at",
                table: "owner_privacy");

            migrationBuilder.DropColumn(
                name: "restored_at",
                table: "conversations");
        }
    }
}
