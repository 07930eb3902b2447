using Portal.Data;
using Portal.GitHub;
using Portal.Secrets;

var builder = WebApplication.CreateBuilder(
    new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
);
builder.Services.AddData();
builder.Services.AddSecrets(builder.Configuration);
builder.Services.AddGitHub();
var app = builder.Build();
await app.MigrateDataAsync();
await app.RunAsync();
