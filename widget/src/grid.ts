import { make, setText } from './dom';

export interface Column<Row> {
  name: string;
  width: string;
  text(row: Row): string;
  /** Fills a cell by itself, when a text is not enough; it is called again for another row. */
  draw?(cell: HTMLElement, row: Row): void;
  /** What the rows are sorted by. */
  value?(row: Row): unknown;
  right?: boolean;
}

const HEIGHT = 24;
const SPARE = 6;

/**
 * A table that holds only the rows that can be seen, however many there are.
 *
 * Arrow keys, Page, Home and End move; Enter or a click opens a row.
 */
export class Grid<Row> {
  readonly element: HTMLElement;
  onOpen: (row: Row) => void = () => {};
  private rows: Row[] = [];
  private shown: Row[] = [];
  private sorted: { column: number; down: boolean } | null = null;
  private active = -1;
  private body: HTMLElement;
  private space: HTMLElement;
  private head: HTMLElement;
  private pool: HTMLElement[] = [];
  private asked = false;
  private resizing: ResizeObserver;

  constructor(
    label: string,
    private columns: Column<Row>[],
    private keyOf: (row: Row) => string,
    private lines = 12
  ) {
    this.head = make('div', { class: 'wt-grid-head', role: 'row' });
    this.space = make('div', { class: 'wt-grid-space', role: 'rowgroup' });
    this.body = make(
      'div',
      { class: 'wt-grid', role: 'grid', tabindex: '0', 'aria-label': label, 'aria-colcount': String(columns.length) },
      this.head,
      this.space
    );
    this.element = this.body;
    this.body.style.setProperty('--wt-columns', columns.map(column => column.width).join(' '));
    this.columns.forEach((column, index) => this.head.append(this.header(column, index)));
    this.body.addEventListener('scroll', () => this.ask(), { passive: true });
    this.body.addEventListener('keydown', event => this.press(event));
    this.space.addEventListener('click', event => this.click(event));
    this.resizing = new ResizeObserver(() => this.ask());
    this.resizing.observe(this.body);
  }

  get count(): number {
    return this.shown.length;
  }

  /** Shows other rows; which one is active stays, by its key. */
  show(rows: Row[]): void {
    const held = this.shown[this.active];
    this.rows = rows;
    this.order();
    this.activate(held === undefined ? null : this.keyOf(held));
  }

  /** Marks the row with this key as the one that is open. */
  activate(key: string | null): void {
    this.active = key === null ? -1 : this.shown.findIndex(row => this.keyOf(row) === key);
    this.ask();
  }

  /** Draws again soon, once, however often it is asked for. */
  ask(): void {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.paint();
    });
  }

  /** Scrolls to the last row. */
  toEnd(): void {
    this.body.scrollTop = this.shown.length * HEIGHT;
  }

  get atEnd(): boolean {
    return this.body.scrollTop + this.body.clientHeight >= this.body.scrollHeight - 2 * HEIGHT;
  }

  close(): void {
    this.resizing.disconnect();
  }

  private header(column: Column<Row>, index: number): HTMLElement {
    const cell = make('div', { role: 'columnheader', class: column.right ? 'wt-right' : '' });
    if (!column.value) {
      cell.textContent = column.name;
      return cell;
    }
    const sort = make('button', { type: 'button', class: 'wt-sort' }, column.name);
    sort.addEventListener('click', () => this.sortBy(index));
    cell.append(sort);
    return cell;
  }

  private sortBy(column: number): void {
    const former = this.sorted;
    if (former?.column !== column) this.sorted = { column, down: false };
    else this.sorted = former.down ? null : { column, down: true };
    [...this.head.children].forEach((cell, index) => {
      const direction = this.sorted?.down ? 'descending' : 'ascending';
      cell.setAttribute('aria-sort', this.sorted?.column === index ? direction : 'none');
    });
    this.show(this.rows);
  }

  private order(): void {
    const value = this.sorted && this.columns[this.sorted.column].value;
    if (!value) {
      this.shown = this.rows;
      return;
    }
    const sign = this.sorted?.down ? -1 : 1;
    const keyed = this.rows.map(row => [value(row), row] as const);
    this.shown = keyed.sort(([one], [other]) => sign * compare(one, other)).map(([, row]) => row);
  }

  private paint(): void {
    const lines = Math.min(this.lines, Math.max(this.shown.length, 1));
    this.body.style.height = `${(lines + 1) * HEIGHT + 2}px`;
    this.space.style.height = `${this.shown.length * HEIGHT}px`;
    this.body.setAttribute('aria-rowcount', String(this.shown.length));
    const first = Math.max(0, Math.floor(this.body.scrollTop / HEIGHT) - SPARE);
    const last = Math.min(this.shown.length, first + Math.ceil((this.body.clientHeight || lines * HEIGHT) / HEIGHT) + 2 * SPARE);
    while (this.pool.length < last - first) this.pool.push(this.space.appendChild(this.row()));
    this.pool.forEach((element, slot) => this.fill(element, first + slot, first + slot < last));
  }

  private row(): HTMLElement {
    const cells = this.columns.map(column => make('div', { role: 'gridcell', class: column.right ? 'wt-right' : '' }));
    return make('div', { role: 'row', class: 'wt-grid-row' }, ...cells);
  }

  private fill(element: HTMLElement, index: number, wanted: boolean): void {
    element.hidden = !wanted;
    if (!wanted) return;
    const row = this.shown[index];
    element.style.transform = `translateY(${index * HEIGHT}px)`;
    element.dataset.index = String(index);
    element.dataset.row = this.keyOf(row);
    element.setAttribute('aria-rowindex', String(index + 1));
    element.setAttribute('aria-selected', String(index === this.active));
    this.columns.forEach((column, place) => {
      const cell = element.children[place] as HTMLElement;
      if (column.draw) column.draw(cell, row);
      else {
        const text = column.text(row);
        setText(cell, text);
        cell.title = text.length > 20 ? text : '';
      }
    });
  }

  private click(event: MouseEvent): void {
    const element = (event.target as Element).closest<HTMLElement>('.wt-grid-row');
    if (element && !getSelection()?.toString()) this.open(Number(element.dataset.index));
  }

  private open(index: number): void {
    if (index < 0 || index >= this.shown.length) return;
    this.active = index;
    this.ask();
    this.onOpen(this.shown[index]);
  }

  private press(event: KeyboardEvent): void {
    const page = Math.max(Math.floor(this.body.clientHeight / HEIGHT) - 2, 1);
    const steps: Record<string, number> = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: this.shown.length - 1
    };
    if (event.key === 'Enter' && event.target === this.body) this.open(this.active);
    else if (event.key in steps) this.move(steps[event.key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private move(index: number): void {
    this.active = Math.max(0, Math.min(index, this.shown.length - 1));
    const top = this.active * HEIGHT;
    const room = this.body.clientHeight - 2 * HEIGHT;
    if (top < this.body.scrollTop) this.body.scrollTop = top;
    else if (top > this.body.scrollTop + room) this.body.scrollTop = top - room;
    this.ask();
  }
}

/** Numbers by size, other things by their text; what is not there comes last. */
export function compare(one: unknown, other: unknown): number {
  if (one === null || one === undefined) return other === null || other === undefined ? 0 : 1;
  if (other === null || other === undefined) return -1;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [left, right] = [String(one), String(other)];
  return left < right ? -1 : left > right ? 1 : 0;
}
