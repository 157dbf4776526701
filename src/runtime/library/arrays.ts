/** Methods of arrays that call functions, in the language itself: so they can be paused, and their calls are frames. */
export const ARRAY_LIBRARY = `
({ requireArray, requireFunction, compareTexts, listFrom }) => {
  const mergeSort = (values, compare) => {
    let from = values;
    let to = [];
    const { length } = values;
    for (let width = 1; width < length; width *= 2) {
      for (let start = 0; start < length; start += 2 * width) {
        const middle = start + width < length ? start + width : length;
        const end = start + 2 * width < length ? start + 2 * width : length;
        let left = start;
        let right = middle;
        for (let at = start; at < end; at++) {
          if (left < middle && (right >= end || !(compare(from[left], from[right]) > 0))) to[at] = from[left++];
          else to[at] = from[right++];
        }
      }
      [from, to] = [to, from];
    }
    return from;
  };
  const sorted = (array, compare) => {
    if (compare !== undefined) requireFunction(compare);
    const values = [];
    let missing = 0;
    for (let i = 0; i < array.length; i++) {
      if (!(i in array)) continue;
      if (array[i] === undefined) missing++;
      else values.push(array[i]);
    }
    const result = mergeSort(values, compare === undefined ? compareTexts : compare);
    while (missing-- > 0) result.push(undefined);
    return result;
  };
  const methods = {
    map(callback, receiver) {
      requireArray(this, 'map');
      requireFunction(callback);
      const { length } = this;
      const result = new Array(length);
      for (let i = 0; i < length; i++) if (i in this) result[i] = callback.call(receiver, this[i], i, this);
      return result;
    },
    filter(callback, receiver) {
      requireArray(this, 'filter');
      requireFunction(callback);
      const result = [];
      const { length } = this;
      for (let i = 0; i < length; i++) {
        if (!(i in this)) continue;
        const value = this[i];
        if (callback.call(receiver, value, i, this)) result.push(value);
      }
      return result;
    },
    forEach(callback, receiver) {
      requireArray(this, 'forEach');
      requireFunction(callback);
      const { length } = this;
      for (let i = 0; i < length; i++) if (i in this) callback.call(receiver, this[i], i, this);
    },
    some(callback, receiver) {
      requireArray(this, 'some');
      requireFunction(callback);
      const { length } = this;
      for (let i = 0; i < length; i++) if (i in this && callback.call(receiver, this[i], i, this)) return true;
      return false;
    },
    every(callback, receiver) {
      requireArray(this, 'every');
      requireFunction(callback);
      const { length } = this;
      for (let i = 0; i < length; i++) if (i in this && !callback.call(receiver, this[i], i, this)) return false;
      return true;
    },
    find(callback, receiver) {
      requireArray(this, 'find');
      requireFunction(callback);
      const { length } = this;
      for (let i = 0; i < length; i++) {
        const value = this[i];
        if (callback.call(receiver, value, i, this)) return value;
      }
    },
    findIndex(callback, receiver) {
      requireArray(this, 'findIndex');
      requireFunction(callback);
      const { length } = this;
      for (let i = 0; i < length; i++) if (callback.call(receiver, this[i], i, this)) return i;
      return -1;
    },
    findLast(callback, receiver) {
      requireArray(this, 'findLast');
      requireFunction(callback);
      for (let i = this.length - 1; i >= 0; i--) {
        const value = this[i];
        if (callback.call(receiver, value, i, this)) return value;
      }
    },
    findLastIndex(callback, receiver) {
      requireArray(this, 'findLastIndex');
      requireFunction(callback);
      for (let i = this.length - 1; i >= 0; i--) if (callback.call(receiver, this[i], i, this)) return i;
      return -1;
    },
    reduce(callback, ...initial) {
      requireArray(this, 'reduce');
      requireFunction(callback);
      const { length } = this;
      let i = 0;
      let value = initial[0];
      if (initial.length === 0) {
        while (i < length && !(i in this)) i++;
        if (i >= length) throw new TypeError('Reduce of empty array with no initial value');
        value = this[i++];
      }
      for (; i < length; i++) if (i in this) value = callback(value, this[i], i, this);
      return value;
    },
    reduceRight(callback, ...initial) {
      requireArray(this, 'reduceRight');
      requireFunction(callback);
      let i = this.length - 1;
      let value = initial[0];
      if (initial.length === 0) {
        while (i >= 0 && !(i in this)) i--;
        if (i < 0) throw new TypeError('Reduce of empty array with no initial value');
        value = this[i--];
      }
      for (; i >= 0; i--) if (i in this) value = callback(value, this[i], i, this);
      return value;
    },
    flatMap(callback, receiver) {
      requireArray(this, 'flatMap');
      return this.map(callback, receiver).flat();
    },
    sort(compare) {
      requireArray(this, 'sort');
      const result = sorted(this, compare);
      for (let i = 0; i < result.length; i++) this[i] = result[i];
      for (let i = result.length; i < this.length; i++) delete this[i];
      return this;
    },
    toSorted(compare) {
      requireArray(this, 'toSorted');
      return sorted([...this], compare);
    },
  };
  const statics = {
    from(items, callback, receiver) {
      const list = listFrom(items);
      if (callback === undefined) return list;
      requireFunction(callback);
      for (let i = 0; i < list.length; i++) list[i] = callback.call(receiver, list[i], i);
      return list;
    },
  };
  return { methods, statics };
}`;
