/** Whatever of promises calls functions of a script. */
export const PROMISE_LIBRARY = `
({ resolvePromise, rejectPromise, listFrom, newPromise }) => {
  const resolversOf = (promise) => {
    let isDone = false;
    return [
      (value) => {
        if (!isDone) resolvePromise(promise, value);
        isDone = true;
      },
      (reason) => {
        if (!isDone) rejectPromise(promise, reason);
        isDone = true;
      },
    ];
  };
  const each = (items, start) => {
    const promise = newPromise();
    try {
      start(listFrom(items).map((item) => Promise.resolve(item)), promise);
    } catch (error) {
      rejectPromise(promise, error);
    }
    return promise;
  };
  const { Promise } = globalThis;
  const AggregateError = class AggregateError extends Error {
    constructor(errors, message) {
      super(message);
      this.errors = errors;
    }
    get name() {
      return 'AggregateError';
    }
  };
  return {
    internal: {
      initPromise(promise, executor) {
        const [resolve, reject] = resolversOf(promise);
        try {
          executor(resolve, reject);
        } catch (error) {
          reject(error);
        }
        return promise;
      },
      runReaction(handler, argument, derived, isRejected) {
        if (handler === undefined) {
          if (isRejected) rejectPromise(derived, argument);
          else resolvePromise(derived, argument);
          return;
        }
        try {
          resolvePromise(derived, handler(argument));
        } catch (error) {
          rejectPromise(derived, error);
        }
      },
      runThenableJob(promise, thenable, then) {
        const [resolve, reject] = resolversOf(promise);
        try {
          then.call(thenable, resolve, reject);
        } catch (error) {
          reject(error);
        }
      },
    },
    methods: {
      catch(onRejected) {
        return this.then(undefined, onRejected);
      },
      finally(callback) {
        if (typeof callback !== 'function') return this.then(callback, callback);
        return this.then(
          (value) => Promise.resolve(callback()).then(() => value),
          (reason) => Promise.resolve(callback()).then(() => {
            throw reason;
          }),
        );
      },
    },
    statics: {
      all(items) {
        return each(items, (promises, result) => {
          const values = new Array(promises.length);
          let open = promises.length;
          if (open === 0) resolvePromise(result, values);
          promises.forEach((promise, index) =>
            promise.then((value) => {
              values[index] = value;
              if (--open === 0) resolvePromise(result, values);
            }, (reason) => rejectPromise(result, reason)),
          );
        });
      },
      allSettled(items) {
        return each(items, (promises, result) => {
          const values = new Array(promises.length);
          let open = promises.length;
          if (open === 0) resolvePromise(result, values);
          const settle = (index, value) => {
            values[index] = value;
            if (--open === 0) resolvePromise(result, values);
          };
          promises.forEach((promise, index) =>
            promise.then((value) => settle(index, { status: 'fulfilled', value }), (reason) => settle(index, { status: 'rejected', reason })),
          );
        });
      },
      race(items) {
        return each(items, (promises, result) => {
          for (const promise of promises) promise.then((value) => resolvePromise(result, value), (reason) => rejectPromise(result, reason));
        });
      },
      any(items) {
        return each(items, (promises, result) => {
          const errors = new Array(promises.length);
          let open = promises.length;
          if (open === 0) rejectPromise(result, new AggregateError([], 'All promises were rejected'));
          promises.forEach((promise, index) =>
            promise.then((value) => resolvePromise(result, value), (reason) => {
              errors[index] = reason;
              if (--open === 0) rejectPromise(result, new AggregateError(errors, 'All promises were rejected'));
            }),
          );
        });
      },
    },
  };
}`;
