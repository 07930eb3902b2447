namespace Sandbox.Transfer;

/// <summary>Maps what is not for browsers on the web origin: git itself, archives and raw files.</summary>
internal static class TransferRoutes
{
    public static void MapTransfer(this WebApplication app, World world)
    {
        SmartHttp.Map(app, world);
        Codeload.Map(app, world);
    }
}
