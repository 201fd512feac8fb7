"""transformers: `from_pretrained` of tokenizers and processors, by their own class or by an Auto class."""

from .names import model_name
from .wrapping import as_span, require

CLASSES = {
    "transformers.tokenization_utils_base": "PreTrainedTokenizerBase",
    "transformers.processing_utils": "ProcessorMixin",
    "transformers.image_processing_base": "ImageProcessingMixin",
    "transformers.feature_extraction_utils": "FeatureExtractionMixin",
    "transformers.models.auto.tokenization_auto": "AutoTokenizer",
    "transformers.models.auto.processing_auto": "AutoProcessor",
    "transformers.models.auto.image_processing_auto": "AutoImageProcessor",
    "transformers.models.auto.feature_extraction_auto": "AutoFeatureExtractor",
}


def patch(module):
    owner = getattr(module, CLASSES[module.__name__], None)
    require(owner, "from_pretrained", *as_span("tokenizer", model_name))
