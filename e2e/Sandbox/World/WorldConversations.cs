using Sandbox.Hooks;

namespace Sandbox;

/// <summary>Comments and labels on pull requests, with the webhooks that follow.</summary>
public sealed partial class World
{
    /// <summary>The colour of a label for which nobody chose one.</summary>
    internal const string UnchosenColor = "ededed";

    public IssueComment Comment(PullRequest pull, string body, Account? by = null, App? via = null)
    {
        var comment = new IssueComment
        {
            Id = NextId(),
            Pull = pull,
            Author = by ?? AnOwnerOf(pull.Repository),
            Via = via,
            Body = body,
            CreatedAt = Clock.Now,
            UpdatedAt = Clock.Now,
        };
        pull.Repository.Comments[comment.Id] = comment;
        pull.UpdatedAt = Clock.Now;
        Announce(ConversationPayloads.Commented(this, comment));
        return comment;
    }

    /// <summary>Puts labels on a pull request; those that the repository lacks come into being.</summary>
    public async Task LabelAsync(PullRequest pull, IEnumerable<string> names, Account? by = null)
    {
        foreach (var name in names)
        {
            var label = pull.Repository.Labels.GetOrAdd(
                name,
                _ => new Label
                {
                    Id = NextId(),
                    Name = name,
                    Color = UnchosenColor,
                }
            );
            if (pull.Labels.TryAdd(label.Name, label))
            {
                await LabelledAsync(pull, label, "labeled", by);
            }
        }
    }

    public async Task UnlabelAsync(PullRequest pull, IEnumerable<string> names, Account? by = null)
    {
        foreach (var name in names.ToList())
        {
            if (pull.Labels.TryRemove(name, out var label))
            {
                await LabelledAsync(pull, label, "unlabeled", by);
            }
        }
    }

    /// <summary>Nothing happens where another label has the name.</summary>
    internal void RenameLabel(Repository repository, Label label, string name, out bool taken)
    {
        lock (_gate)
        {
            taken = repository.Labels.TryGetValue(name, out var other) && other != label;
            if (taken)
            {
                return;
            }

            var old = label.Name;
            repository.Labels.TryRemove(old, out _);
            label.Name = name;
            repository.Labels[name] = label;
            foreach (var pull in repository.Pulls.Values.Where(p => p.Labels.ContainsKey(old)))
            {
                pull.Labels.TryRemove(old, out _);
                pull.Labels[name] = label;
            }
        }
    }

    private async Task LabelledAsync(PullRequest pull, Label label, string action, Account? by)
    {
        pull.UpdatedAt = Clock.Now;
        var payload = await Payloads.PullAsync(
            this,
            pull,
            action,
            by ?? AnOwnerOf(pull.Repository)
        );
        payload.Body["label"] = Api.LabelShape.Of(this, pull.Repository, label);
        Announce(payload);
    }
}
