using Sandbox.Hooks;

namespace Sandbox;

/// <summary>Accounts that get another name, and apps that get another owner.</summary>
public sealed partial class World
{
    /// <summary>
    /// Another name for an organization, with the same id: every app that is installed there is told.
    /// https://docs.github.com/webhooks/webhook-events-and-payloads#installation_target
    /// </summary>
    public void RenameOrganization(Account organization, string login, Account by)
    {
        lock (_gate)
        {
            var former = organization.Login;
            foreach (var repository in RepositoriesOf(organization))
            {
                _byName.TryRemove(repository.FullName, out _);
            }

            Accounts.TryRemove(former, out _);
            organization.Login = login;
            Accounts[login] = organization;
            foreach (var repository in RepositoriesOf(organization))
            {
                _byName[repository.FullName] = repository;
            }

            foreach (
                var installation in Installations.Values.Where(installation =>
                    installation.Account == organization && installation.SuspendedAt is null
                )
            )
            {
                Sender.Send(this, Payloads.Renamed(this, installation, former, by));
            }
        }
    }

    /// <summary>
    /// The app belongs to another account from now on. Nobody is told.
    /// https://docs.github.com/apps/maintaining-github-apps/transferring-ownership-of-a-github-app
    /// </summary>
    public void TransferApp(App app, Account owner)
    {
        app.Owner = owner;
        app.UpdatedAt = Clock.Now;
    }
}
