// Colours and fonts of the page, as a canvas needs them: resolved.
import type { SceneBody } from "./types";

export interface Theme { ink: string; soft: string; paper: string; accent: string; font: string; dark: boolean; roles: Record<string, string>; changes: Record<string, string> }

export function theme(box: HTMLElement, palettes: SceneBody["palettes"] | null): Theme {
  const style = getComputedStyle(box);
  const read = (name: string) => {
    const probe = box.ownerDocument.createElement("i");
    probe.style.color = `var(${name})`;
    box.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  };
  const dark = lightness(read("--bg")) < 0.5;
  const palette = palettes?.[dark ? "dark" : "light"];
  if (palette) box.style.setProperty("--paper", palette.background);
  const paper = read("--paper");
  return {
    ink: read("--ink"), soft: read("--soft"), paper, accent: read("--accent"), font: style.fontFamily || "sans-serif",
    dark, roles: palette?.roles ?? {}, changes: palette?.changes ?? {},
  };
}

function lightness(colour: string): number {
  const c = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
  c.fillStyle = colour;
  c.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = c.getImageData(0, 0, 1, 1).data;
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}
