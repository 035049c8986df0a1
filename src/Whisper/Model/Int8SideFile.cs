namespace Speech.Whisper.Model;
internal static class Int8SideFile
{
    public static string ValuesOf(string name) => name + ".int8";
    public static string ScalesOf(string name) => name + ".scales";
}
