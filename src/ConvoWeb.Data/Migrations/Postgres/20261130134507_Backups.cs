using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConvoWeb.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Backups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "backup_first",
                table: "owner_privacy",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "backups",
                columns: table => new
                {
                    id = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false, collation: "C"),
                    owner_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    conversation_id = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false, collation: "C"),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    messages = table.Column<int>(type: "integer", nullable: false),
                    file_id = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false, collation: "C"),
                    written_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_backups", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_backups_conversation_id",
                table: "backups",
                column: "conversation_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_backups_file_id",
                table: "backups",
                column: "file_id");

            migrationBuilder.CreateIndex(
                name: "IX_backups_owner_id_id",
                table: "backups",
                columns: new[] { "owner_id", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "backups");

            migrationBuilder.DropColumn(
                name: "backup_first",
                table: "owner_privacy");
        }
    }
}
