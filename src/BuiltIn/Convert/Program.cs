using Speech.BuiltIn.Conversion;

return args switch
{
    ["whisper", var source, var target] => WhisperConversion.Run(source, target),
    ["half", var source, var target] => HalfConversion.Run(source, target),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Makes the files of the built-in models. SOURCE is a folder in the Hub's layout; TARGET is created.

          dotnet run --project src/BuiltIn/Convert -- whisper SOURCE TARGET   a Whisper checkpoint, matrices in 8 bits, files up to 45 MB
          dotnet run --project src/BuiltIn/Convert -- half SOURCE TARGET      the weights of any checkpoint in 16 bits
        """);
    return 2;
}
