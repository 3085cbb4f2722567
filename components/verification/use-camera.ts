import { type RefObject, useEffect, useEffectEvent, useState } from "react";
import { type Scanned, scanFrame } from "./scan-code.ts";

/** Between two looks: fast enough to seem at once, slow enough to leave a phone cool. */
const LOOK_EVERY_MS = 200;

/** Why there is no picture of a camera. `insecure`: browsers give none to a page that came without https. */
export type CameraState = "starting" | "on" | "refused" | "absent" | "busy" | "insecure";

/** Has the camera's picture in `video` while the component is there, and looks for a code in it until `onScan` is told of one. */
export function useCamera(video: RefObject<HTMLVideoElement | null>, onScan: (found: Scanned) => void): CameraState {
  const [state, setState] = useState<CameraState>("starting");
  const tell = useEffectEvent(onScan);
  useEffect(() => {
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const look = async () => {
      const found = video.current && !over ? await scanFrame(video.current) : "none";
      if (over) return;
      if (found === "none") timer = setTimeout(() => void look(), LOOK_EVERY_MS);
      else tell(found);
    };
    const open = async () => {
      if (!navigator.mediaDevices) return setState("insecure");
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
      } catch (cause) {
        return over ? undefined : setState(stateOf(cause));
      }
      if (over || !video.current) return end();
      video.current.srcObject = stream;
      await video.current.play().catch(() => {});
      setState("on");
      await look();
    };
    const end = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    void open();
    return () => {
      over = true;
      clearTimeout(timer);
      end();
    };
  }, [video]);
  return state;
}

function stateOf(cause: unknown): CameraState {
  const name = cause instanceof DOMException ? cause.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "absent";
}
