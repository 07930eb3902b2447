using Portal.Data;
using Portal.Ui;

namespace Portal.Hosts;

/// <summary>How a state of a host or a connection looks.</summary>
public static class HostWords
{
    public static LampKind Lamp(ResourceState state) =>
        state switch
        {
            ResourceState.Pending => LampKind.Pending,
            ResourceState.Available => LampKind.Available,
            ResourceState.Error => LampKind.Error,
        };
}
