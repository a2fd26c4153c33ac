using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConvoWeb.Data.Migrations.Sqlite
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
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "backups",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false),
                    owner_id = table.Column<string>(type: "TEXT", nullable: false),
                    conversation_id = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    messages = table.Column<int>(type: "INTEGER", nullable: false),
                    file_id = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false),
                    written_at = table.Column<long>(type: "INTEGER", nullable: false)
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
