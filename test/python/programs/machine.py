"""One line on what the measurements ran with."""

import torch
import transformers

gpu = torch.cuda.get_device_name(0) if torch.cuda.is_available() else "no GPU"
print("%s, torch %s, transformers %s" % (gpu, torch.__version__, transformers.__version__))
