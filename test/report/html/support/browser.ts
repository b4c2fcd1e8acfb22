/** A real browser, where one is installed: Debian's chromium, driven by playwright-core. */

import { existsSync } from 'node:fs';
import { env, stderr } from 'node:process';
import { chromium, type Browser, type Page } from 'playwright-core';

const EXECUTABLE = env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Whether there is a browser; otherwise a line says so, and under CI=true it is an error. */
export function hasBrowser(): boolean {
  if (existsSync(EXECUTABLE)) return true;
  if (env['CI'] === 'true') throw new Error(`${EXECUTABLE} is missing`);
  stderr.write(`${EXECUTABLE} is missing: the tests that need a browser are skipped\n`);
  return false;
}

/** Starts a browser with an empty profile that talks to nobody but the pages opened in it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** What a page did that nobody wants. */
export interface Complaints {
  /** Messages on the console, errors of scripts, dialogs. */
  readonly noise: string[];
  /** Everything that was asked for over the network. */
  readonly requests: string[];
}

/** Listens to a page from its beginning. */
export function watch(page: Page): Complaints {
  const complaints: Complaints = { noise: [], requests: [] };
  page.on('console', (message) => complaints.noise.push(message.text()));
  page.on('pageerror', (error) => complaints.noise.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.noise.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => complaints.requests.push(request.url()));
  return complaints;
}

/** The little of a document that is looked at from within. */
interface Style {
  readonly color: string;
  readonly backgroundColor: string;
  readonly borderTopLeftRadius: string;
  readonly content: string;
  readonly display: string;
  readonly outlineStyle: string;
  readonly outlineWidth: string;
}

interface Element {
  readonly id: string;
  readonly textContent: string;
  readonly parentElement: Element | null;
  readonly childNodes: Iterable<{ readonly nodeName: string; readonly textContent: string }>;
  checkVisibility(): boolean;
  getBoundingClientRect(): { readonly top: number };
}

declare const document: {
  readonly activeElement: Element;
  readonly body: Element;
  readonly documentElement: { readonly scrollWidth: number };
  querySelector(selector: string): Element;
  querySelectorAll(selector: string): Iterable<Element>;
};
declare const scrollY: number;
declare function getComputedStyle(element: Element, pseudo?: string): Style;

/** The width that a page takes, in pixels. */
export function neededWidth(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth);
}

/** One property of the first element that a selector finds. */
export function styleOf(page: Page, selector: string, property: keyof Style): Promise<string> {
  return page.evaluate(([of, name]) => getComputedStyle(document.querySelector(of))[name], [
    selector,
    property,
  ] as const);
}

/** Where the keyboard is. */
export interface Focus {
  readonly id: string;
  /** The first word of its text. */
  readonly word: string;
  /** Distance from the top of the page in pixels. */
  readonly top: number;
  /** Width of the line around it in pixels. */
  readonly outline: number;
}

/** The element that the keyboard is at. */
export function focusOf(page: Page): Promise<Focus> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return {
      id: element.id,
      word: element.textContent.trim().split(/\s+/)[0] ?? '',
      top: element.getBoundingClientRect().top + scrollY,
      outline: outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth),
    };
  });
}

/** Text on its ground: what it is, and the ratio of their luminances (WCAG 2.2, 1.4.3). */
export interface Contrast {
  readonly text: string;
  readonly ratio: number;
}

/** The contrast of every piece of text that is shown. */
export function contrasts(page: Page): Promise<readonly Contrast[]> {
  return page.evaluate(() => {
    type Colour = readonly [number, number, number, number];
    const parse = (css: string): Colour => {
      const [r = 0, g = 0, b = 0, a = 1] = (css.match(/[\d.]+/g) ?? []).map(Number);
      return [r, g, b, a];
    };
    const linear = (value: number): number =>
      value <= 10.31475 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    const luminance = ([r, g, b]: Colour): number =>
      0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    const ground = (element: Element | null): Colour => {
      const colour = parse(getComputedStyle(element ?? document.body).backgroundColor);
      return colour[3] === 1 || element === null ? colour : ground(element.parentElement);
    };
    const measure = (element: Element, text: string, pseudo?: string): Contrast => {
      const [dark = 0, light = 0] = [
        luminance(parse(getComputedStyle(element, pseudo).color)),
        luminance(ground(element)),
      ].sort((a, b) => a - b);
      return { text, ratio: (light + 0.05) / (dark + 0.05) };
    };
    const pieces = (element: Element): readonly Contrast[] => {
      const text = [...element.childNodes]
        .filter(({ nodeName }) => nodeName === '#text')
        .map(({ textContent }) => textContent.trim())
        .join('');
      const before = getComputedStyle(element, '::before').content;
      return [
        ...(text === '' ? [] : [measure(element, text)]),
        ...(before === 'none' ? [] : [measure(element, before, '::before')]),
      ];
    };
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.checkVisibility())
      .flatMap(pieces);
  });
}

/** How often each role of a table occurs in what assistive technology is given. */
export async function tableRoles(page: Page): Promise<Readonly<Record<string, number>>> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const wanted = ['table', 'caption', 'rowgroup', 'row', 'columnheader', 'rowheader', 'cell'];
  const roles = nodes.filter(({ ignored }) => !ignored).map(({ role }) => String(role?.value));
  return Object.fromEntries(
    wanted.map((name) => [name, roles.filter((role) => role === name).length]),
  );
}
