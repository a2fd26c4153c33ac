using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConvoWeb.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class HeldJobs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(
                name: "node",
                table: "jobs",
                newName: "holder");

            migrationBuilder.AddColumn<int>(
                name: "attempts",
                table: "jobs",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.DropIndex(
                name: "IX_jobs_expires_at",
                table: "jobs");

            migrationBuilder.AddColumn<long>(
                name: "sweep_at",
                table: "jobs",
                type: "bigint",
                nullable: true);

            migrationBuilder.Sql("UPDATE jobs SET sweep_at = ended_at");

            migrationBuilder.CreateIndex(
                name: "IX_jobs_sweep_at",
                table: "jobs",
                column: "sweep_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "attempts",
                table: "jobs");

            migrationBuilder.RenameColumn(
                name: "holder",
                table: "jobs",
                newName: "node");

            migrationBuilder.DropIndex(
                name: "IX_jobs_sweep_at",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "sweep_at",
                table: "jobs");

            migrationBuilder.CreateIndex(
                name: "IX_jobs_expires_at",
                table: "jobs",
                column: "expires_at");
        }
    }
}
