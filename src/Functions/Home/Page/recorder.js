// Records with the microphone.

let recorder = null;

/** Starts a recording, or ends the one that runs. The recording is passed to onAudio, the state to onState. */
export async function toggle(onAudio, onState) {
  if (recorder) {
    recorder.stop();
    return;
  }
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const pieces = [];
  recorder = new MediaRecorder(stream);
  recorder.ondataavailable = event => pieces.push(event.data);
  recorder.onstop = () => {
    stream.getTracks().forEach(track => track.stop());
    const blob = new Blob(pieces, { type: recorder.mimeType });
    recorder = null;
    onState(false);
    onAudio(new File([blob], "recording", { type: blob.type }));
  };
  recorder.start();
  onState(true);
}
