/** Of the browsers that read codes themselves (Shape Detection API). */
interface Detector {
  detect(image: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { readonly formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

const detectors = () => (globalThis as { readonly BarcodeDetector?: DetectorClass }).BarcodeDetector;

/** Whether this browser reads QR codes, and has a camera that it might open. */
export async function canScan(): Promise<boolean> {
  const Detectors = detectors();
  if (Detectors === undefined || navigator.mediaDevices === undefined) return false;
  return Detectors.getSupportedFormats().then((formats) => formats.includes("qr_code"), () => false);
}

/** Shows the camera's picture, and tells each code that comes into sight, until `signal` ends it. Throws where the camera does not open. */
export async function scan(video: HTMLVideoElement, told: (text: string) => void, signal: AbortSignal): Promise<void> {
  const Detectors = detectors();
  if (Detectors === undefined) throw new Error("no detector");
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  try {
    video.srcObject = stream;
    await video.play();
    const detector = new Detectors({ formats: ["qr_code"] });
    let last = "";
    while (!signal.aborted) {
      const [code] = await detector.detect(video);
      if (code !== undefined && code.rawValue !== last) {
        last = code.rawValue;
        told(code.rawValue);
      }
      await new Promise((resolve) => {
        setTimeout(resolve, 250);
      });
    }
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}
