namespace Portal.Ui;

public enum NoticeKind
{
    Info,
    Success,
    Warning,
    Error,
}
