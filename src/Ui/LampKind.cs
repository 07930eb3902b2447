namespace Portal.Ui;

public enum LampKind
{
    Available,
    Pending,
    Error,
    Unknown,
}
