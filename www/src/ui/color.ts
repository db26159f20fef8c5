/**
 * Colours in OKLCH (https://bottosson.github.io/posts/oklab/) and contrast after WCAG 2.2, for colours that are only
 * known at run time. Everything is sRGB in the end: what a screen cannot show loses chroma, not hue.
 */

/** Lightness 0–1, chroma 0–0.4, hue in radians. */
export interface Oklch {
  readonly l: number
  readonly c: number
  readonly h: number
}

type Triple = readonly [number, number, number]

/** Reads `#rgb` or `#rrggbb`; `null` for any other text. */
export function parseHex(text: string): Oklch | null {
  const digits = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(text) ? text.slice(1) : null
  if (digits === null) return null
  const width = digits.length / 3
  const channel = (place: number): number => {
    const part = digits.slice(place * width, (place + 1) * width)
    return toLinear(Number.parseInt(width === 1 ? part + part : part, 16) / 255)
  }
  return toOklch([channel(0), channel(1), channel(2)])
}

/** Writes `#rrggbb`, with as much of the chroma as sRGB has room for. */
export function toHex(color: Oklch): string {
  return `#${channels(color)
    .map((value) => Math.round(toGamma(value) * 255).toString(16).padStart(2, '0'))
    .join('')}`
}

/** The WCAG contrast of two colours, from 1 to 21. */
export function contrast(one: Oklch, other: Oklch): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(color: Oklch): number {
  const [r, g, b] = channels(color)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Linear channels in 0–1. */
function channels(color: Oklch): Triple {
  let rgb = fromOklch(color)
  for (let c = color.c; c > 0 && !isShown(rgb); c -= 0.004) rgb = fromOklch({ ...color, c: Math.max(0, c - 0.004) })
  const clamp = (value: number): number => Math.min(1, Math.max(0, value))
  return [clamp(rgb[0]), clamp(rgb[1]), clamp(rgb[2])]
}

function isShown(rgb: Triple): boolean {
  return rgb.every((value) => value > -0.0005 && value < 1.0005)
}

function toOklch([r, g, b]: Triple): Oklch {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s
  const bee = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
  return { l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, c: Math.hypot(a, bee), h: Math.atan2(bee, a) }
}

function fromOklch({ l, c, h }: Oklch): Triple {
  const a = c * Math.cos(h)
  const b = c * Math.sin(h)
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ]
}

function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

function toGamma(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055
}
