"""The forms in which an error gets into a log or a ticket, as JSON: name to text."""

import io
import json
import logging
import sys
import traceback


def print_forms(call):
    log = io.StringIO()
    logging.basicConfig(stream=log, level=logging.INFO)
    try:
        call()
    except Exception as error:  # noqa: BLE001: whatever it is, it is what people see
        forms = {
            "str(e)": str(error),
            "repr(e)": repr(error),
            "the traceback": traceback.format_exc(),
            "print('failed:', e)": f"failed: {error}",
            "a JSON log line": json.dumps({"level": "ERROR", "exc_info": traceback.format_exc()}),
            "a dictionary of it": repr({"error": str(error)}),
        }
        info = getattr(error, "response_info", None)
        if info is not None:
            forms["e.response_info.body"] = repr(info.body)
            forms["vars(e.response_info)"] = repr({"status_code": info.status_code, "body": info.body})
        if log.getvalue():
            forms["the log"] = log.getvalue()
        json.dump(forms, sys.stdout)
        return
    sys.exit(9)
