// The forms in which an error gets into a log or a ticket, as JSON: name to text.
const util = require('node:util');

exports.print = (error) => {
  const forms = {
    'String(error)': String(error),
    message: error.message,
    stack: error.stack,
    'JSON.stringify(error)': JSON.stringify(error),
    'JSON.stringify(error, null, 2)': JSON.stringify(error, null, 2),
    'console.error(error)': util.inspect(error),
    'console.error({error})': util.inspect({ error }),
    'console.error(message, error)': util.format('the upload failed:', error),
    'a field of a log line': JSON.stringify({ level: 'error', msg: 'the upload failed', err: JSON.stringify(error) }),
    'a log line within a log line': JSON.stringify({ log: JSON.stringify({ err: JSON.stringify(error) }) + '\n', stream: 'stderr' }),
    'a log line with the error as an object': JSON.stringify({ level: 50, msg: error.message, err: error }),
  };
  // What people pick out of the error by hand; version 3 has it as `response`.
  const response = error.responseInfo ?? error.response;
  if (response?.body !== undefined) {
    forms['console.error(body)'] = util.inspect(response.body);
    forms['console.error(responseInfo)'] = util.inspect(error.responseInfo ?? { statusCode: response.statusCode, body: response.body });
    forms['console.error({ error: { responseInfo } })'] = util.inspect({
      error: { name: error.name, responseInfo: { statusCode: response.statusCode, body: response.body } },
    });
  }
  process.stdout.write(JSON.stringify(forms));
};
