using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConvoWeb.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Spoken : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_conversations_starred",
                table: "conversations");

            migrationBuilder.CreateIndex(
                name: "IX_conversations_spoken",
                table: "conversations",
                columns: new[] { "owner_id", "status", "last_message_at", "id" },
                filter: "audio_duration > 0.0");

            migrationBuilder.CreateIndex(
                name: "IX_conversations_starred",
                table: "conversations",
                columns: new[] { "owner_id", "status", "last_message_at", "id" },
                filter: "starred");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_conversations_spoken",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "IX_conversations_starred",
                table: "conversations");

            migrationBuilder.CreateIndex(
                name: "IX_conversations_starred",
                table: "conversations",
                columns: new[] { "owner_id", "last_message_at", "id" },
                filter: "starred");
        }
    }
}
