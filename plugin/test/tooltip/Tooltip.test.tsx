import React from 'react';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { Tooltip, type Facts } from '../../src/tooltip';

afterEach(cleanup);

function show(given: Partial<Facts>) {
  const facts = { title: 'Title', subtitle: 'pod', pairs: [], remarks: [], ...given };
  render(<Tooltip facts={facts} position={{ x: 10, y: 10 }} />);
  return screen.getByTestId('coldstart-tooltip');
}

test('a shortened value keeps all of it in its title', () => {
  const tooltip = show({ pairs: [['GPU', 'H100 GPU-d9…4b', 'H100 GPU-d95acd8a-51bf-be2704d0ef4b'], ['Start', 'now']] }); // prettier-ignore
  const [gpu, start] = tooltip.querySelectorAll('dd');
  expect(gpu?.textContent).toBe('H100 GPU-d9…4b');
  expect(gpu?.title).toBe('H100 GPU-d95acd8a-51bf-be2704d0ef4b');
  expect(start?.title).toBe('');
});

test('hostile names stay short enough for a screen, and nothing of them is lost', () => {
  const name = `begin-${'x'.repeat(20_000)}-end`;
  const tooltip = show({ title: name, subtitle: name, pairs: [[name, name]], remarks: [name] });
  expect(tooltip.textContent.length).toBeLessThan(1000);
  const texts = [...tooltip.querySelectorAll('[title]')];
  expect(texts.map((element) => element.getAttribute('title'))).toEqual(Array(5).fill(name));
  for (const { textContent } of texts) expect(textContent).toMatch(/^begin-.*…x*-end$/);
});

test('a label has a bounded column, so that a value never loses its line to it', () => {
  const tooltip = show({ pairs: [['a label of many words that would like to have all of the width', 'v']] });
  const list = tooltip.querySelector('dl');
  expect(list && getComputedStyle(list).gridTemplateColumns).toMatch(
    /^fit-content\(.*\) minmax\(0px, 1fr\)$/,
  );
});
