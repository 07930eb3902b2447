using Sandbox.Hooks;

namespace Sandbox;

/// <summary>Installing apps on accounts, changing and ending that.</summary>
public sealed partial class World
{
    public Installation? FindInstallation(App app, Account account) =>
        Installations.Values.FirstOrDefault(installation =>
            installation.App == app && installation.Account.Id == account.Id
        );

    public IEnumerable<Installation> InstallationsOf(App app) =>
        Installations
            .Values.Where(installation => installation.App == app)
            .OrderBy(installation => installation.Id);

    public IEnumerable<Repository> RepositoriesOf(Installation installation) =>
        RepositoriesOf(installation.Account).Where(installation.Covers);

    /// <summary>Installs an app; with no selection on all repositories. An account has an app at most once.</summary>
    public Installation Install(
        App app,
        Account account,
        Account sender,
        IReadOnlyCollection<long>? selected = null,
        Account? requester = null
    )
    {
        lock (_gate)
        {
            if (FindInstallation(app, account) is { } already)
            {
                return already;
            }

            var installation = new Installation
            {
                Id = NextId(),
                App = app,
                Account = account,
                All = selected is null,
                Selected = [.. selected ?? []],
                Permissions = new Dictionary<string, string>(
                    app.Permissions,
                    StringComparer.Ordinal
                ),
                Events = [.. app.Events],
                CreatedAt = Clock.Now,
                UpdatedAt = Clock.Now,
            };
            Installations[installation.Id] = installation;
            foreach (
                var request in InstallationRequests.Values.Where(r =>
                    r.App == app && r.Account.Id == account.Id
                )
            )
            {
                InstallationRequests.TryRemove(request.Id, out _);
                requester ??= request.Requester;
            }

            Sender.Send(
                this,
                Payloads.Installation(this, installation, "created", sender, requester)
            );
            return installation;
        }
    }

    /// <summary>A member's request; asking twice is asking once.</summary>
    public InstallationRequest RequestInstallation(
        App app,
        Account account,
        Account requester,
        IReadOnlyList<long>? selected = null
    )
    {
        lock (_gate)
        {
            if (
                InstallationRequests.Values.FirstOrDefault(r =>
                    r.App == app && r.Account.Id == account.Id
                ) is
                { } already
            )
            {
                return already;
            }

            var request = new InstallationRequest(
                NextId(),
                app,
                account,
                requester,
                Clock.Now,
                selected is null,
                selected ?? []
            );
            return InstallationRequests[request.Id] = request;
        }
    }

    public Installation Approve(InstallationRequest request, Account owner) =>
        Install(
            request.App,
            request.Account,
            owner,
            request.All ? null : request.Selected,
            request.Requester
        );

    public void Deny(InstallationRequest request) =>
        InstallationRequests.TryRemove(request.Id, out _);

    /// <summary>Other repositories; with no selection all. Tells the app what was added and what removed.</summary>
    public void ChangeRepositories(
        Installation installation,
        IReadOnlyCollection<long>? selected,
        Account sender
    )
    {
        lock (_gate)
        {
            var before = RepositoriesOf(installation).ToList();
            installation.All = selected is null;
            installation.Selected = [.. selected ?? []];
            installation.UpdatedAt = Clock.Now;
            var after = RepositoriesOf(installation).ToList();
            var added = after.Except(before).ToList();
            var removed = before.Except(after).ToList();
            if (added.Count > 0)
            {
                Sender.Send(
                    this,
                    Payloads.Repositories(this, installation, "added", added, sender)
                );
            }

            if (removed.Count > 0)
            {
                Sender.Send(
                    this,
                    Payloads.Repositories(this, installation, "removed", removed, sender)
                );
            }
        }
    }

    /// <summary>
    /// No tokens and no webhooks until unsuspended; without a person it is the app's own key that does it.
    /// https://docs.github.com/apps/maintaining-github-apps/suspending-a-github-app-installation
    /// </summary>
    public void Suspend(Installation installation, Account? by = null)
    {
        lock (_gate)
        {
            if (installation.SuspendedAt is not null)
            {
                return;
            }

            installation.SuspendedAt = Clock.Now;
            installation.SuspendedBy = by ?? installation.App.Owner;
            installation.SuspendedByApp = by is null;
            installation.UpdatedAt = Clock.Now;
            Sender.Send(
                this,
                Payloads.Installation(this, installation, "suspend", installation.SuspendedBy)
            );
        }
    }

    public void Unsuspend(Installation installation, Account? by = null)
    {
        lock (_gate)
        {
            if (installation.SuspendedAt is null)
            {
                return;
            }

            installation.SuspendedAt = null;
            installation.SuspendedBy = null;
            installation.SuspendedByApp = false;
            installation.UpdatedAt = Clock.Now;
            Sender.Send(
                this,
                Payloads.Installation(this, installation, "unsuspend", by ?? installation.App.Owner)
            );
        }
    }

    public void AcceptPermissions(Installation installation, Account sender)
    {
        lock (_gate)
        {
            installation.Permissions = new Dictionary<string, string>(
                installation.App.Permissions,
                StringComparer.Ordinal
            );
            installation.Events = [.. installation.App.Events];
            installation.UpdatedAt = Clock.Now;
            Sender.Send(
                this,
                Payloads.Installation(this, installation, "new_permissions_accepted", sender)
            );
        }
    }

    /// <summary>Ends an installation and its tokens; without a person it is the app itself that leaves.</summary>
    public void Uninstall(Installation installation, Account? by = null)
    {
        lock (_gate)
        {
            if (!Installations.ContainsKey(installation.Id))
            {
                return;
            }

            var payload = Payloads.Installation(
                this,
                installation,
                "deleted",
                by ?? installation.App.Owner
            );
            Forget(installation);
            Sender.Send(this, payload);
        }
    }

    private void Forget(Installation installation)
    {
        Installations.TryRemove(installation.Id, out _);
        foreach (
            var token in InstallationTokens.Values.Where(token =>
                token.Installation == installation
            )
        )
        {
            InstallationTokens.TryRemove(token.Value, out _);
        }
    }
}
