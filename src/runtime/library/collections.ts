/** Methods of Maps and Sets that call functions. */
export const COLLECTION_LIBRARY = `
({ requireFunction }) => ({
  map: {
    forEach(callback, receiver) {
      requireFunction(callback);
      for (const [key, value] of this) callback.call(receiver, value, key, this);
    },
  },
  set: {
    forEach(callback, receiver) {
      requireFunction(callback);
      for (const value of this) callback.call(receiver, value, value, this);
    },
  },
})`;
