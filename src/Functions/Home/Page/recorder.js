// Records with the microphone.

let recorder = null;
let isOpening = false;

/** Starts a recording, or ends the one that runs. The recording is passed to onAudio, the state to onState. */
export async function toggle(onAudio, onState) {
  if (isOpening) return;
  if (recorder) {
    recorder.stop();
    return;
  }
  isOpening = true;
  let stream = null;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    recorder = new MediaRecorder(stream);
  } catch (error) {
    stream?.getTracks().forEach(track => track.stop());
    throw error;
  } finally {
    isOpening = false;
  }
  const pieces = [];
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
